// A search box that suggests while you type: the ARIA combobox pattern with a list box.
// The server answers at data-url?q=… with JSON {"results": [{"label", "hint", "value", "url"}]}.
// A suggestion with a url is opened; one with only a value is put into the form's hidden field.

const WAIT = 180;
const FEWEST = 2;

export function combobox(box, announce) {
  if (box.dataset.ready) return;
  box.dataset.ready = "yes";
  const input = box.querySelector("input[type=search], input[type=text]");
  const hidden = box.querySelector("input[type=hidden]");
  const list = document.createElement("ul");
  const state = { options: [], at: -1, timer: 0, asked: 0, waiting: null };

  list.id = `${input.id}-options`;
  list.className = "combo__list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label || input.labels[0]?.textContent.trim() || "");
  list.hidden = true;
  box.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.autocomplete = "off";

  const close = () => {
    list.hidden = true;
    state.at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (at) => {
    state.at = at;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const choose = (at) => {
    const option = state.options[at];
    input.value = option.label;
    if (hidden) hidden.value = option.value ?? "";
    close();
    if (option.url) window.location.assign(option.url);
    else box.dispatchEvent(new CustomEvent("combobox:chosen", { bubbles: true, detail: option }));
  };
  const show = (options) => {
    state.options = options;
    list.replaceChildren(...options.map((option, index) => row(option, `${list.id}-${index}`)));
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(options.length > 0));
    mark(-1);
    announce(counted(box, options.length));
  };
  const ask = async () => {
    const query = input.value.trim();
    if (query.length < FEWEST) return close();
    state.waiting?.abort();
    state.waiting = new AbortController();
    const turn = ++state.asked;
    try {
      const url = new URL(box.dataset.url, window.location.href);
      url.searchParams.set("q", query);
      const answer = await fetch(url, { headers: { Accept: "application/json" }, signal: state.waiting.signal });
      const found = answer.ok ? (await answer.json()).results : [];
      if (turn === state.asked && document.activeElement === input) show(found);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };
  const keys = {
    ArrowDown: () => state.options.length && open(list, input) && mark((state.at + 1) % state.options.length),
    ArrowUp: () => state.options.length && open(list, input) && mark((state.at < 1 ? state.options.length : state.at) - 1),
    Enter: () => choose(state.at),
  };

  input.addEventListener("input", () => {
    if (hidden) hidden.value = "";
    clearTimeout(state.timer);
    state.timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); return close(); }
    if (!(event.key in keys) || (event.key === "Enter" && (list.hidden || state.at < 0))) return;
    event.preventDefault();
    keys[event.key]();
  });
  input.addEventListener("blur", () => setTimeout(close, 120));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) choose([...list.children].indexOf(item));
  });
}

function open(list, input) {
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  return true;
}

function row(option, id) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.append(option.label);
  if (option.hint) {
    const hint = document.createElement("small");
    hint.textContent = option.hint;
    item.append(hint);
  }
  return item;
}

function counted(box, number) {
  const words = number === 0 ? box.dataset.none : number === 1 ? box.dataset.one : box.dataset.many;
  return (words || "").replace("{n}", number);
}
