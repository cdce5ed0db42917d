// One polite live region for the whole page, and what happens around an htmx swap.

export function announce(words) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  // A region that is emptied and filled in one breath is not read out.
  setTimeout(() => { region.textContent = words; }, 60);
}

const SLOW = 300;
const WORDS = new WeakMap();

// A button whose answer is slow says so and cannot be pressed twice; what it said comes back afterwards.
function busy(button) {
  WORDS.set(button, button.textContent);
  return setTimeout(() => {
    button.disabled = true;
    button.textContent = button.dataset.busy || button.textContent;
  }, SLOW);
}

function rest(button) {
  button.disabled = false;
  button.textContent = WORDS.get(button) ?? button.textContent;
}

function whileSending(event) {
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  if (!button) return;
  const timer = busy(button);
  const done = () => { clearTimeout(timer); rest(button); };
  document.addEventListener("htmx:afterRequest", done, { once: true });
}

function whileLeaving(event) {
  const button = event.submitter;
  if (!button?.dataset.busy || event.defaultPrevented) return;
  busy(button);
  // Coming back with the browser's own button shows the page as it was left.
  window.addEventListener("pageshow", () => rest(button), { once: true });
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
  const words = place.dataset.failed || document.body.dataset.failed;
  let note = place.querySelector(":scope > .error");
  if (note?.textContent === words) return;
  if (!note) {
    note = document.createElement("p");
    note.className = "error";
    place.append(note);
  }
  note.textContent = words;
  announce(words);
}

export function listen(root, enhance) {
  root.addEventListener("submit", whileLeaving);
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
