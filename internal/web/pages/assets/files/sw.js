// Keeps the page of selling at a stall, so that it opens without a connection. It never answers anything else.
"use strict";
const store = "lapak-stall";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.open(store).then((kept) => kept.match(url.pathname)).then((hit) => hit || fetch(event.request)));
    return;
  }
  if (event.request.mode !== "navigate" || !url.pathname.startsWith("/stall/")) return;
  event.respondWith(fetch(event.request).catch(async (gone) => {
    const hit = await (await caches.open(store)).match(url.pathname);
    if (hit) return hit;
    throw gone;
  }));
});
