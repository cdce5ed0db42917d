// A register on one phone: every mark is kept here first, then sent until the server says that it has it.
import { fold } from "./register-fold.js";
import * as store from "./register-store.js";

const page = document.getElementById("register");
const enrolling = document.getElementById("enrol");
const letters = "abcdefghijklmnopqrstuvwxyz234567";
const newId = () => [...crypto.getRandomValues(new Uint8Array(26))].map((byte) => letters[byte & 31]).join("");
const nobody = { where: "expected", last: "", disagree: [], missing: [] };

async function enrol(event) {
  event.preventDefault();
  const said = document.getElementById("enrol-said");
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: new FormData(enrolling) });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.words);
    await store.write("device", told);
    location.replace(enrolling.dataset.shell);
  } catch (problem) {
    said.textContent = problem.message || document.body.dataset.failed;
  }
}

const at = (name) => page.querySelector(`[data-${name}]`);
const words = () => document.getElementById("reg-text").dataset;
const say = (text, n, m) => text.replace("{n}", n).replace("{m}", m).replace("{s}", n);

const now = { device: null, pack: null, known: new Map(), queue: [], loose: [], refused: {}, since: 0, skew: 0 };
let states = new Map();
let signal = true;
let busy = false;
let full = false;
let own = 0;
let locked = false;

function put(tag, props, ...inside) {
  const made = Object.assign(document.createElement(tag), props);
  made.append(...inside);
  return made;
}

function think() {
  const known = [...now.known.values()].sort((a, b) => a.at - b.at || a.own - b.own || (a.id < b.id ? -1 : 1));
  const waiting = now.queue.filter((each) => !now.known.has(each.id));
  const facts = known.map((each, order) => ({ ...each, order: order + 1 }));
  waiting.forEach((each, more) => facts.push({ ...each, order: known.length + more + 1 }));
  states = fold(facts.map((each) => (each.kind === "walk_in" ? { ...each, who: each.id } : each)));
  return facts.filter((each) => each.kind === "walk_in");
}

function buttons(row, state) {
  const text = words();
  const of = (kind, label, style = "", on = false) => {
    const made = put("button", { type: "button", className: `reg-b ${style}`, textContent: label });
    made.dataset.kind = kind;
    made.dataset.who = row.id;
    made.setAttribute("aria-pressed", on);
    made.setAttribute("aria-label", `${label} ${row.label}`);
    return made;
  };
  if (state.where === "left") return [of("arrived", text.back), of("undo", text.undo)];
  if (state.where === "here" && row.walked) return [of("left", text.left), of("undo", text.undo)];
  if (state.where === "here")
    return [
      of("arrived", text.here, "here", true),
      of("left", text.left),
      of("absent", text.lost, "no", state.missing.length > 0),
      of("undo", text.undo),
    ];
  const made = [of("arrived", text.here, "here"), of("absent", text.absent, "no", state.where === "absent")];
  return state.where === "absent" ? [...made, of("undo", text.undo)] : made;
}

function line(row, school) {
  const state = states.get(row.id) || nobody;
  const who = put("div", { className: "reg-who" }, put("b", { textContent: row.label }));
  if (row.team) who.append(put("small", { className: "muted", textContent: row.team }));
  const made = put("li", { className: "reg-row", id: `p-${row.id}` }, who);
  made.append(put("div", { className: "reg-marks" }, ...buttons(row, state)));
  if (now.queue.some((each) => each.who === row.id || each.id === row.id))
    made.append(put("p", { className: "reg-saved", textContent: words().row }));
  if (state.where === "absent")
    made.append(put("p", { className: "reg-ring", textContent: say(words().ring, school.name) }));
  return made;
}

function group(school, rows, wanted) {
  const unmarked = rows.filter((row) => !states.has(row.id) || states.get(row.id).where === "expected");
  const head = put("div", { className: "row between" });
  head.append(put("h2", { className: "govuk-heading-s" }, `${school.name} `, put("span", { className: "muted", textContent: rows.length })));
  if (school.id && unmarked.length) {
    const all = put("button", { type: "button", className: "reg-b", textContent: words().allhere });
    all.dataset.school = school.id;
    all.setAttribute("aria-label", `${words().allhere} ${school.name}`);
    head.append(all);
  }
  const shown = rows.filter((row) => row.label.toLowerCase().includes(wanted));
  return put("section", { className: "reg-school" }, head, put("ul", { className: "plain" }, ...shown.map((row) => line(row, school))));
}

function draw() {
  const walked = think();
  banner();
  at("hand").hidden = !now.loose.length && (!now.queue.length || Boolean(now.pack && !now.stopped));
  at("locked").hidden = !locked;
  const open = Boolean(now.pack) && !locked;
  at("open").hidden = at("dock").hidden = !open;
  if (!open) return at("list").replaceChildren();
  const focus = document.activeElement && { ...document.activeElement.dataset };
  const wanted = document.getElementById("reg-q").value.trim().toLowerCase();
  at("title").textContent = now.pack.event;
  const groups = now.pack.schools.map((school) =>
    group(school, now.pack.rows.filter((row) => row.school === school.id), wanted),
  );
  const came = walked.filter((each) => states.get(each.id).last).map((each) => ({ id: each.id, label: each.tag, walked: true }));
  if (came.length) groups.push(group({ id: "", name: words().walked }, came, wanted));
  at("list").replaceChildren(...groups);
  if (focus && (focus.kind || focus.school)) refocus(focus);
  alarms([...now.pack.rows, ...came]);
  count(came);
}

function refocus(focus) {
  const same = focus.school ? `[data-school="${focus.school}"]` : `[data-who="${focus.who}"][data-kind="${focus.kind}"]`;
  const found = at("list").querySelector(same) || at("list").querySelector(`[data-who="${focus.who}"]`);
  if (found) found.focus({ preventScroll: true });
}

function alarms(rows) {
  const found = rows.flatMap((row) => {
    const state = states.get(row.id) || nobody;
    if (state.missing.length) return [put("div", { className: "reg-red", role: "alert", textContent: say(words().missing, row.label) })];
    if (state.disagree.length) return [put("div", { className: "reg-amber", textContent: say(words().disagree, row.label) })];
    return [];
  });
  at("alarms").replaceChildren(...found);
}

function count(came) {
  const where = now.pack.rows.map((row) => (states.get(row.id) || nobody).where);
  const of = (wanted) => where.filter((each) => each === wanted).length;
  const text = words();
  const here = of("here") + came.filter((each) => states.get(each.id).where === "here").length;
  const told = [put("b", { textContent: say(text.marked, where.length - of("expected"), where.length) }), `, ${say(text.nhere, here)}`];
  if (of("left")) told.push(`, ${say(text.nleft, of("left"))}`);
  if (of("absent")) told.push(", ", put("b", { className: "reg-loud", textContent: say(text.nabsent, of("absent")) }));
  at("totals").replaceChildren(...told);
}

function banner() {
  const text = words();
  const n = now.queue.length;
  const saved = n === 1 ? text.saved1 : say(text.saved, n);
  const told = [];
  if (full) told.push(text.full);
  if (now.stopped) told.push(now.stopped);
  if (!signal && !now.stopped) told.push(text.nosignal, n ? saved : "");
  else if (n && now.stopped) told.push(say(text.notsent, n));
  else if (n > 20) told.push(say(text.sending, n));
  const shown = told.filter(Boolean).join(" ");
  at("banner").className = `notice ${signal && !full ? "warm" : "black"}`;
  if (at("banner").textContent !== shown) at("banner").textContent = shown;
  at("banner").hidden = !shown;
  const reasons = Object.values(now.refused);
  at("refused").hidden = !reasons.length;
  at("refused").textContent = reasons.length ? `${say(text.refused, reasons.length)} ${[...new Set(reasons)].join(" ")}` : "";
}

async function add(kind, who, more = {}) {
  const follows = who ? (states.get(who) || nobody).last : "";
  own += 1;
  const mark = { id: newId(), who, kind, follows, own, at: Date.now(), device: now.device.device, ...more };
  now.queue.push(mark);
  think();
  try {
    await store.enqueue(mark);
  } catch {
    full = true;
  }
  return mark;
}

function press(who, kind) {
  const state = states.get(who) || nobody;
  if (kind === "undo" && !state.last) return Promise.resolve();
  if (kind === "arrived" && state.where === "here") return Promise.resolve();
  if (kind === "absent" && (state.where === "absent" || state.missing.length)) return Promise.resolve();
  return add(kind, who).then(draw).then(sync);
}

async function allHere(school) {
  const rows = now.pack.rows.filter((row) => row.school === school);
  const fresh = rows.filter((row) => (states.get(row.id) || nobody).where === "expected");
  await Promise.all(fresh.map((row) => add("arrived", row.id)));
  draw();
  return sync();
}

async function sync() {
  if (busy || !now.device) return;
  busy = true;
  const batch = now.queue.slice(0, 200).map(({ id, who, kind, follows, own: order, at: time, school, tag }) => ({ id, who, kind, follows, own: order, at: time, school, tag }));
  try {
    const answer = await ask(page.dataset.marks, { method: "POST", body: JSON.stringify({ marks: batch, since: now.since }) });
    const told = await answer.json();
    signal = true;
    if (!answer.ok) await refused(told);
    else await taken(batch, told);
  } catch {
    signal = false;
  }
  busy = false;
  await expire();
  draw();
}

const ask = (address, more = {}) =>
  fetch(address, { ...more, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(8000), headers: { Authorization: `Bearer ${now.device.key}`, "Content-Type": "application/json" } });

async function taken(batch, told) {
  const ids = batch.map((each) => each.id);
  now.refused = { ...now.refused, ...told.wrong };
  const bad = new Set(Object.keys(told.wrong));
  now.loose.push(...now.queue.filter((each) => bad.has(each.id)));
  batch.filter((each) => !bad.has(each.id)).forEach((each) => now.known.has(each.id) || now.known.set(each.id, { ...each, device: now.device.device, at: told.now }));
  told.marks.forEach((each) => now.known.set(each.id, each));
  now.since = told.now;
  now.skew = told.now - Date.now();
  await store.write("known", { marks: [...now.known.values()], since: now.since, skew: now.skew, loose: now.loose, refused: now.refused });
  await store.sent(ids);
  now.queue = now.queue.filter((each) => !ids.includes(each.id));
}

async function refused(told) {
  if (!["revoked", "unknown", "over"].includes(told.code)) return;
  now.stopped = told.words;
  now.pack = null;
  now.known = new Map();
  await store.forget();
  if (!now.queue.length) await leave();
}

// Labels go four hours after the event by this phone's clock, put right by what the server's clock last said.
async function expire() {
  if (!now.pack || Date.now() + now.skew < now.pack.ends) return;
  now.pack = null;
  now.stopped ||= words().over;
  await store.drop("pack");
  await store.drop("known");
  if (!now.queue.length) await out();
}

async function out() {
  now.pack = now.device = null;
  now.known = new Map();
  await store.forget();
  if (!now.queue.length) await leave();
}

async function leave() {
  for (const name of await caches.keys()) if (name.startsWith("register-shell")) await caches.delete(name);
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
}

async function stop() {
  await sync();
  now.stopped = words().none;
  await out();
  draw();
}

async function fetchPack() {
  try {
    const answer = await ask(page.dataset.pack);
    const told = await answer.json();
    if (!answer.ok) {
      signal = true;
      if (told.code === "early") now.stopped = told.words;
      else await refused(told);
      return;
    }
    const { marks, now: moment, ...pack } = told;
    now.pack = pack;
    now.stopped = "";
    now.known = new Map(marks.map((each) => [each.id, each]));
    now.since = moment;
    now.skew = moment - Date.now();
    await store.write("pack", pack);
    await store.write("known", { marks, since: moment, skew: now.skew, loose: now.loose, refused: now.refused });
  } catch {
    signal = false;
  }
}

function hand() {
  const rows = [...now.queue, ...now.loose];
  const file = new Blob([JSON.stringify({ register: 1, marks: rows })], { type: "application/json" });
  const link = put("a", { href: URL.createObjectURL(file), download: "register-marks.json" });
  link.click();
  URL.revokeObjectURL(link.href);
}

async function finish() {
  const left = now.pack.rows.filter((row) => (states.get(row.id) || nobody).where === "expected");
  at("scanned").textContent = left.length ? say(words().unmarked, left.length) : words().finished;
  at("scanned").scrollIntoView({ block: "center" });
  await sync();
}

function scanned(code) {
  const row = now.pack.rows.find((each) => each.id === code);
  at("scanned").textContent = row ? `${row.label}: ${words().here}` : words().unknown;
  return row ? press(row.id, "arrived") : Promise.resolve();
}

async function scan() {
  const video = at("video");
  try {
    const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    for (let until = Date.now() + 60_000, last = ""; Date.now() < until && !video.hidden; ) {
      const [found] = await reader.detect(video);
      if (found && found.rawValue !== last) await scanned((last = found.rawValue));
      await new Promise((next) => setTimeout(next, 200));
    }
    stream.getTracks().forEach((track) => track.stop());
  } catch {
    at("scanned").textContent = words().nocamera;
  }
  video.hidden = true;
}

async function pinOf(typed, salt) {
  const from = await crypto.subtle.importKey("raw", new TextEncoder().encode(typed), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: new Uint8Array(salt), iterations: 200_000 }, from, 256);
  return [...new Uint8Array(bits)].join();
}

async function setPin(event) {
  event.preventDefault();
  const field = document.getElementById("reg-new-pin");
  const salt = [...crypto.getRandomValues(new Uint8Array(16))];
  if (field.value) await store.write("pin", { salt, hash: await pinOf(field.value, salt) });
  else await store.drop("pin");
  now.pin = field.value !== "";
  field.value = "";
}

async function unlock(event) {
  event.preventDefault();
  const field = document.getElementById("reg-pin");
  const kept = await store.read("pin");
  locked = Boolean(kept) && (await pinOf(field.value, kept.salt)) !== kept.hash;
  at("wrong").textContent = locked ? words().wrongpin : "";
  field.value = "";
  draw();
}

function listen() {
  let idle;
  const awake = () => {
    clearTimeout(idle);
    idle = setTimeout(() => now.pin && ((locked = true), draw()), 300_000);
  };
  ["pointerdown", "keydown"].forEach((name) => addEventListener(name, awake));
  at("list").addEventListener("click", (event) => {
    const { who, kind, school } = (event.target.closest("button") || event.target).dataset;
    if (school) allHere(school);
    else if (kind) press(who, kind);
  });
  document.getElementById("reg-q").addEventListener("input", (event) => {
    const typed = event.target.value.trim().toLowerCase();
    if (/^[a-z2-7]{26}$/.test(typed)) scanned(typed).then(() => (event.target.value = ""));
    draw();
  });
  at("walk").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = document.getElementById("reg-words");
    if (!field.value.trim()) return field.focus();
    await add("walk_in", "", { tag: field.value.trim(), school: document.getElementById("reg-school").value });
    field.value = "";
    draw();
    await sync();
  });
  at("pin").addEventListener("submit", setPin);
  at("locked").addEventListener("submit", unlock);
  at("out").addEventListener("click", stop);
  at("export").addEventListener("click", hand);
  at("finish").addEventListener("click", finish);
  at("scan").hidden = !("BarcodeDetector" in window);
  at("scan").addEventListener("click", scan);
  ["online", "focus"].forEach((name) => addEventListener(name, sync));
  setInterval(sync, 3000);
}

async function begin() {
  navigator.serviceWorker.register(page.dataset.worker).catch(() => {});
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  now.device = await store.read("device");
  now.queue = await store.queue();
  now.pack = await store.read("pack");
  const kept = (await store.read("known")) || { marks: [], since: 0, skew: 0 };
  Object.assign(now, { since: kept.since, skew: kept.skew, loose: kept.loose || [], refused: kept.refused || {} });
  now.known = new Map(kept.marks.map((each) => [each.id, each]));
  now.pin = locked = Boolean(await store.read("pin"));
  if (!now.device) now.stopped = words().none;
  await expire();
  if (now.device && !now.stopped) await fetchPack();
  const mine = [...now.known.values(), ...now.queue].filter((each) => now.device && each.device === now.device.device);
  own = Math.max(0, ...mine.map((each) => each.own));
  const select = document.getElementById("reg-school");
  if (now.pack) select.replaceChildren(...now.pack.schools.map((each) => put("option", { value: each.id, textContent: each.name })));
  listen();
  draw();
  await sync();
  page.dataset.ready = "yes";
}

if (enrolling) enrolling.addEventListener("submit", enrol);
if (page) begin();
