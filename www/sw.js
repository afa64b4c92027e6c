// Keeps a copy of the page's own files for when there is no network, each held
// to its hash, and answers for nothing else. It never hears of a plan or a key:
// the page does not talk to it, and a locked page asks for nothing.

/** A build's files and their hashes; `web/finish.mjs` fills them in. */
const build = "";
const integrity = {};

const copy = `mimir-tls ${build}`;

/** Milliseconds for the page's first proof, which would wait while the copy is made. */
const pageFirst = 300;

async function keep() {
  await new Promise((resolve) => setTimeout(resolve, pageFirst));
  const cache = await caches.open(copy);
  const kept = Object.entries(integrity).map(async ([name, hash]) => {
    const response = await fetch(new Request(name, { integrity: hash, cache: "no-cache" }));
    if (!response.ok) {
      throw new Error(`${name}: ${response.status}`);
    }
    await cache.put(name, response);
  });
  await Promise.all(kept);
}

addEventListener("install", (event) => event.waitUntil(keep()));

addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("mimir-tls ") && name !== copy).map((name) => caches.delete(name)))),
  );
});

addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  const scope = new URL(registration.scope);
  if (event.request.method !== "GET" || address.origin !== scope.origin || !address.pathname.startsWith(scope.pathname)) {
    return;
  }
  const name = address.pathname.slice(scope.pathname.length) || "index.html";
  if (name in integrity) {
    event.respondWith(caches.open(copy).then(async (cache) => (await cache.match(name)) ?? fetch(event.request)));
  }
});
