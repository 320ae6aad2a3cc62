// Selling at a stall without a connection: what is sold is kept by the phone and sent when there is one. Without this file the page is a plain form.
(function () {
  "use strict";
  const root = document.querySelector("[data-stall]");
  if (!root || !window.indexedDB || !window.fetch) return;
  const device = root.dataset.stall;
  const words = {};
  root.querySelectorAll("template[data-word]").forEach((t) => { words[t.dataset.word] = t.content.textContent.trim(); });
  const say = (key, values) => (words[key] || key).replace(/\[(\w+)\]/g, (_, name) => String(values[name]));
  const rupiah = (n) => "Rp " + String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");

  // The store: "queue" holds facts that were not sent yet, "collections" what may be handed over.
  const open = new Promise((resolve, reject) => {
    const asked = indexedDB.open("lapak-stall", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "id" });
      asked.result.createObjectStore("collections", { keyPath: "device" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const use = (store, mode, act) => open.then((db) => new Promise((resolve, reject) => {
    const tx = db.transaction(store, mode);
    const request = act(tx.objectStore(store));
    tx.oncomplete = () => resolve(request.result);
    tx.onerror = tx.onabort = () => reject(tx.error);
  }));
  const waiting = () => use("queue", "readonly", (s) => s.getAll()).then((all) => all.filter((e) => e.device === device));
  const keep = (entry) => use("queue", "readwrite", (s) => s.put(entry));
  const drop = (id) => use("queue", "readwrite", (s) => s.delete(id));

  const newID = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  };

  // What the page shows.
  const status = document.getElementById("connection");
  let isOff = !navigator.onLine, mustSignIn = false;
  const sentHere = {}; // units of a variant that were sent since the page was made
  const show = async () => {
    const entries = await waiting();
    const open = entries.filter((e) => e.state !== "refused");
    status.hidden = false;
    status.className = "connection note " + (isOff || mustSignIn ? "" : "calm");
    status.textContent = mustSignIn ? say("sign_in", { n: open.length }) : isOff ? say("offline", { n: open.length }) : open.length ? say("sending", { n: open.length }) : say("online", {});
    root.dataset.waiting = open.length;
    root.dataset.connection = isOff ? "off" : "on";
    const box = root.querySelector("[data-waiting]");
    box.hidden = entries.length === 0;
    box.querySelector("[data-waiting-list]").replaceChildren(...entries.map((e) => {
      const row = document.createElement("li");
      row.textContent = e.text + (e.state === "refused" ? " – " + (e.answer || "") : "");
      if (e.state === "refused") {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "link small";
        button.textContent = say("forget", {});
        button.addEventListener("click", () => drop(e.id).then(show));
        row.append(" ", button);
      }
      return row;
    }));
    root.querySelectorAll("[data-goods]").forEach((row) => {
      let left = Number(row.dataset.left) - (sentHere[row.dataset.goods] || 0);
      open.filter((e) => e.kind === "sale").forEach((e) => e.body.lines.forEach((l) => { if (l.variant_id === row.dataset.goods) left -= l.quantity; }));
      row.querySelector("[data-left-out]").textContent = say(left < 0 ? "beyond" : "left", { n: Math.abs(left) });
    });
  };

  // One sending at a time; every answer is written down before the next.
  let sending = false;
  const flush = async () => {
    if (sending) return;
    sending = true;
    try {
      for (;;) {
        const entries = (await waiting()).filter((e) => e.state !== "refused").sort((a, b) => a.at < b.at ? -1 : 1).slice(0, 50);
        if (entries.length === 0) break;
        const of = (kind) => entries.filter((e) => e.kind === kind).map((e) => e.body);
        const answer = await fetch(root.dataset.api, {
          method: "POST", headers: { "Content-Type": "application/json", "Accept": "application/json" }, credentials: "same-origin",
          body: JSON.stringify({ device: device, sent_at: new Date().toISOString(), sales: of("sale"), voids: of("void"), collections: of("collection") }),
        });
        mustSignIn = answer.status === 401;
        isOff = false;
        if (!answer.ok) break;
        const told = await answer.json();
        for (const part of [...told.sales, ...told.voids, ...told.collections]) {
          const entry = entries.find((e) => e.id === part.id);
          if (!entry) continue;
          if (part.outcome === "refused") {
            await keep({ ...entry, state: "refused", answer: part.detail || part.code });
          } else {
            if (entry.kind === "sale") entry.body.lines.forEach((l) => { sentHere[l.variant_id] = (sentHere[l.variant_id] || 0) + l.quantity; });
            await drop(part.id);
          }
        }
        await show();
      }
    } catch (_) {
      isOff = true;
    }
    sending = false;
    await show();
    if (!isOff && !mustSignIn) await store();
    if (!isOff && !mustSignIn) await readCollections();
  };

  // The page itself is kept, with what it needs.
  const store = async () => {
    if (!window.caches) return;
    const kept = await caches.open("lapak-stall");
    const parts = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=preload]")].map((l) => l.href)
      .concat([...document.scripts].filter((s) => s.src).map((s) => s.src));
    await Promise.all(parts.map((url) => kept.match(url).then((hit) => hit || kept.add(url)).catch(() => {})));
    const page = await fetch(location.pathname, { credentials: "same-origin", headers: { Accept: "text/html" } }).catch(() => null);
    if (page && page.ok && !page.redirected) await kept.put(location.pathname, page);
    if (!page) { isOff = true; await show(); }
  };

  // A sale.
  const sale = root.querySelector("[data-sale]");
  const lines = () => [...sale.querySelectorAll("[data-goods]")].map((row) => ({
    variant_id: row.dataset.goods, quantity: Number(row.querySelector("input[name^=q-]").value || 0), unit_price: Number(row.querySelector("input[name^=p-]").value || 0),
  })).filter((l) => l.quantity > 0);
  const total = (of) => of.reduce((sum, l) => sum + l.quantity * l.unit_price, 0);
  const add = () => { sale.querySelector("[data-total]").textContent = rupiah(total(lines())); };
  sale.addEventListener("input", add);
  sale.addEventListener("change", add);
  sale.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const of = lines(), method = event.submitter ? event.submitter.value : "cash";
    if (of.length === 0) { status.hidden = false; status.className = "connection note"; status.textContent = say("empty", {}); return; }
    const at = new Date().toISOString(), id = newID();
    await keep({
      id: id, device: device, kind: "sale", at: at, state: "waiting", body: { id: id, method: method, sold_at: at, lines: of },
      text: say(method, {}) + " " + rupiah(total(of)) + " · " + of.reduce((n, l) => n + l.quantity, 0) + " ×",
    });
    sale.reset();
    add();
    await show();
    flush();
  });

  // A sale that is taken back.
  root.querySelectorAll("[data-void]").forEach((form) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const id = newID();
    await keep({
      id: id, device: device, kind: "void", at: new Date().toISOString(), state: "waiting", text: say("void", {}),
      body: { id: id, sale_id: form.elements.sale.value, reason: form.elements.reason.value },
    });
    form.closest("details").open = false;
    await show();
    flush();
  }));

  // Handing over: the phone knows hashes of the codes.
  const collect = root.querySelector("[data-collect]");
  const hash = async (code, salt, rounds) => {
    const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
    const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: new TextEncoder().encode(salt), iterations: rounds }, key, 256);
    return [...new Uint8Array(bits)].map((x) => x.toString(16).padStart(2, "0")).join("");
  };
  const readCollections = async () => {
    try {
      const answer = await fetch(root.dataset.collections, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (answer.ok) { const found = await answer.json(); await use("collections", "readwrite", (s) => s.put({ device: device, ...found })); }
    } catch (_) { /* what was read before stays */ }
    await showCollections();
  };
  const showCollections = async () => {
    const known = await use("collections", "readonly", (s) => s.get(device));
    const gone = (await waiting()).filter((e) => e.kind === "collection").map((e) => e.body.number);
    root.querySelector("[data-collections-list]").replaceChildren(...((known && known.orders) || []).filter((o) => !gone.includes(o.number)).map((o) => {
      const row = document.createElement("li"), button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = o.number;
      button.addEventListener("click", () => { collect.elements.number.value = o.number; collect.elements.code.focus(); });
      row.append(button, " " + [o.buyer, o.goods, o.due ? say("due", { money: rupiah(o.due) }) : ""].filter(Boolean).join(" · "));
      return row;
    }));
  };
  collect.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const number = collect.elements.number.value.trim().toUpperCase(), code = collect.elements.code.value.trim();
    const known = await use("collections", "readonly", (s) => s.get(device));
    const order = known && known.orders.find((o) => o.number === number);
    if (crypto.subtle && order && await hash(code, order.salt, known.rounds) !== order.hash) {
      status.hidden = false;
      status.className = "connection note late";
      status.textContent = say("code_wrong", {});
      return;
    }
    const id = newID(), at = new Date().toISOString();
    await keep({ id: id, device: device, kind: "collection", at: at, state: "waiting", text: say("handed_over", { number: number }), body: { id: id, number: number, code: code, at: at } });
    collect.reset();
    await show();
    await showCollections();
    flush();
  });

  root.querySelector("[data-flush]").addEventListener("click", flush);
  window.addEventListener("online", () => { isOff = false; flush(); });
  setInterval(() => { if (Number(root.dataset.waiting)) flush(); }, 60000); // a network that comes and goes says nothing
  window.addEventListener("offline", () => { isOff = true; show(); });
  if (navigator.serviceWorker) navigator.serviceWorker.register("/stall/sw.js").catch(() => {});
  show().then(showCollections).then(flush);
})();
