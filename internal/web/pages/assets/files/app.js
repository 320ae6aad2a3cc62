// Every page works without this file; it only saves a tap or shows a thing sooner.
(function () {
  "use strict";
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const target = event.target.closest && event.target.closest(selector);
    if (target) act(target, event);
  });

  // − and + beside a quantity; in the basket the form is then sent.
  on("click", "[data-step]", (button) => {
    const input = button.closest(".quantity").querySelector("input");
    const next = Number(input.value || 0) + Number(button.dataset.step);
    const bounded = Math.min(Math.max(next, Number(input.min || 0)), Number(input.max || next));
    if (String(bounded) === input.value) return;
    input.value = bounded;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  on("change", "[data-send]", (input) => input.form.requestSubmit());

  // The price follows the chosen variant.
  on("change", "[data-price]", (radio) => {
    const out = document.querySelector("[data-price-out]");
    if (out) out.textContent = radio.dataset.price;
    const quantity = document.querySelector(".buybar input[name=quantity]");
    if (!quantity) return;
    quantity.max = radio.dataset.max;
    quantity.value = Math.min(Number(quantity.value), Number(quantity.max));
  });

  // Gallery: a dot moves the strip without moving the page, and follows the finger.
  on("click", ".dots a", (link, event) => {
    const strip = link.closest(".gallery").querySelector(".views");
    const view = document.getElementById(link.hash.slice(1));
    if (!strip || !view) return;
    event.preventDefault();
    strip.scrollTo({ left: view.offsetLeft - strip.offsetLeft });
  });
  document.querySelectorAll(".gallery .views").forEach((strip) => {
    const dots = strip.closest(".gallery").querySelectorAll(".dots a");
    let waiting = false;
    strip.addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const at = Math.round(strip.scrollLeft / strip.clientWidth);
        dots.forEach((dot, i) => i === at ? dot.setAttribute("aria-current", "true") : dot.removeAttribute("aria-current"));
      });
    }, { passive: true });
  });

  // Chosen pictures are shown before they are sent.
  on("change", "input[type=file][data-preview]", (input) => {
    const box = document.getElementById(input.dataset.preview);
    if (!box) return;
    box.replaceChildren(...[...input.files].filter((file) => file.type.startsWith("image/")).map((file) => {
      const image = new Image();
      image.alt = file.name;
      image.src = URL.createObjectURL(file);
      image.onload = () => URL.revokeObjectURL(image.src);
      return image;
    }));
  });

  // Copy a code or an account number.
  on("click", "[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => { button.textContent = button.dataset.done; });
  });

  // A form is sent once, however often it is tapped.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

  // Without a network the page says so; an answer that htmx cannot place is shown as a page of its own.
  const offline = document.getElementById("offline");
  const say = (gone) => { if (offline) offline.hidden = !gone; };
  window.addEventListener("offline", () => say(true));
  window.addEventListener("online", () => say(false));
  document.addEventListener("htmx:sendError", () => say(true));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) say(false); });
  document.addEventListener("htmx:responseError", (event) => {
    const form = event.detail.elt.closest("form");
    if (form) form.submit();
  });

  // Of more tabs than fit, the open one is in sight.
  window.addEventListener("load", () => document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  }));

  // A menu closes on Escape, and when the focus leaves it.
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".menu[open]");
    if (event.key === "Escape" && menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
})();
