// One polite live region for the whole page, and what happens around an htmx swap.

export function announce(words) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  // A region that is emptied and filled in one breath is not read out.
  setTimeout(() => { region.textContent = words; }, 60);
}

const SLOW = 300;

function whileSending(event) {
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (!button) return;
  const words = button.textContent;
  const timer = setTimeout(() => {
    button.disabled = true;
    button.textContent = button.dataset.busy || words;
  }, SLOW);
  const done = () => { clearTimeout(timer); button.disabled = false; button.textContent = words; };
  document.addEventListener("htmx:afterRequest", done, { once: true });
}

function afterSwap(event) {
  const said = event.detail.target.querySelector("[data-announce]");
  if (said) announce(said.dataset.announce || said.textContent.trim());
  if (document.activeElement !== document.body) return;
  const heading = event.detail.target.querySelector("h1, h2, h3");
  if (heading && event.detail.requestConfig?.triggeringEvent) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

function failed(event) {
  const place = event.detail.elt.closest("[data-row]") || event.detail.elt;
  const words = document.body.dataset.failed;
  let note = place.querySelector(":scope > .error");
  if (!note) {
    note = document.createElement("p");
    note.className = "error";
    place.append(note);
  }
  note.textContent = words;
  announce(words);
}

export function listen(root, enhance) {
  root.addEventListener("htmx:beforeRequest", whileSending);
  root.addEventListener("htmx:afterSwap", (event) => { enhance(event.detail.target); afterSwap(event); });
  root.addEventListener("htmx:sendError", failed);
  root.addEventListener("htmx:responseError", failed);
  // The menu of places closes when the reader goes on elsewhere.
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenus(null); });
  root.addEventListener("click", (event) => closeMenus(event.target));
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu.contains(except)) continue;
    const held = menu.contains(document.activeElement);
    menu.open = false;
    if (held) menu.querySelector("summary").focus();
  }
}
