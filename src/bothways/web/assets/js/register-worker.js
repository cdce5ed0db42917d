// Serves the empty page of the register when there is no network, and what it is drawn with. Nothing with data in it is
// ever kept here: the pack and the marks go past, and no other page of the product is in this folder.
const CACHE = "register-shell-1";
const SHELL = "/keep-register/";

const drawn = (request) => new URL(request.url).pathname.includes("/built/");

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

async function keepShell() {
  const cache = await caches.open(CACHE);
  const page = await fetch(SHELL, { cache: "no-store", credentials: "omit" });
  if (!page.ok) throw new Error("no shell");
  const text = await page.clone().text();
  await cache.put(SHELL, page);
  const needed = [...text.matchAll(/(?:href|src)="([^"]*\/built\/[^"]+)"/g)].map((found) => found[1]);
  await cache.addAll([...new Set(needed)]);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then(async (names) => {
      await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
      await self.clients.claim();
    }),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname === SHELL) event.respondWith(fresh(SHELL));
  else if (drawn(request)) event.respondWith(kept(request));
});

async function fresh(address) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(address, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(4000) });
    if (!answer.ok) throw new Error("not now");
    await cache.put(address, answer.clone());
    return answer;
  } catch {
    return (await cache.match(address)) || Response.error();
  }
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(4000) });
    if (answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch {
    return (await cache.match(request)) || Response.error();
  }
}
