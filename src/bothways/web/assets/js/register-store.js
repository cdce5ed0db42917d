// What one phone holds of a register, locked with a key that no script can read out: its own key, the pack, its marks.
const NAME = "bothways-register";

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => ["keep", "queue", "known"].forEach((name) => asked.result.createObjectStore(name));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(store, mode, deed) {
  const db = await open();
  try {
    return await new Promise((done, failed) => {
      const all = db.transaction(store, mode, { durability: "strict" });
      const asked = deed(all.objectStore(store));
      all.oncomplete = () => done(asked && asked.result);
      all.onabort = () => failed(all.error || new Error("full"));
      all.onerror = () => failed(all.error);
    });
  } finally {
    db.close();
  }
}

const get = (store, key) => within(store, "readonly", (all) => all.get(key));
const put = (store, key, value) => within(store, "readwrite", (all) => all.put(value, key));

let ready;

function lock() {
  ready ||= (async () => {
    const there = await get("keep", "lock");
    if (there) return there;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("keep", "lock", made);
    return made;
  })();
  return ready;
}

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = new TextEncoder().encode(JSON.stringify(value));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await lock(), data) };
}

async function unseal(kept) {
  if (!kept) return null;
  const data = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv }, await lock(), kept.sealed);
  return JSON.parse(new TextDecoder().decode(data));
}

export const read = async (name) => unseal(await get("keep", name));
export const write = async (name, value) => put("keep", name, await seal(value));
export const drop = (name) => within("keep", "readwrite", (all) => all.delete(name));

export async function queue() {
  const rows = await within("queue", "readonly", (all) => all.getAll());
  return (await Promise.all(rows.map(unseal))).sort((a, b) => a.own - b.own);
}
export const enqueue = async (mark) => put("queue", mark.id, await seal(mark));
export async function sent(ids) {
  await within("queue", "readwrite", (all) => ids.forEach((id) => all.delete(id)));
}

// Labels and the phone's key go; marks that were not sent stay, locked, so that none is lost.
export async function forget() {
  for (const name of ["pack", "known", "device", "pin", "since"]) await drop(name);
  if (!(await within("queue", "readonly", (all) => all.count()))) {
    ready = undefined;
    await within("keep", "readwrite", (all) => all.clear());
  }
}
