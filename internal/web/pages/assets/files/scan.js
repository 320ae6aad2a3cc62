// Reads a QR code with the camera into the form around it. Where the browser cannot, or without this file, the fields are typed into.
(function () {
  "use strict";
  const canOpen = window.BarcodeDetector && navigator.mediaDevices && navigator.mediaDevices.getUserMedia && window.HTMLDialogElement;
  if (!canOpen) return;

  // What a code says to a form: a ticket's number and code in their own fields, else all of it. False where it is not for this form.
  const write = (form, path, text) => {
    let at;
    try { at = new URL(text); } catch (_) { return false; }
    if (!at.pathname.startsWith(path)) return false;
    if (!form.elements.number) { form.elements.code.value = text; return true; }
    const shown = at.searchParams.get("collect") || "", dot = shown.indexOf(".");
    if (at.pathname !== path || dot < 1) return false;
    form.elements.number.value = shown.slice(0, dot);
    form.elements.code.value = shown.slice(dot + 1);
    return true;
  };

  const furnish = (button) => {
    const form = button.form, dialog = button.parentElement.querySelector("dialog"), video = dialog.querySelector("video");
    const status = dialog.querySelector("[role=status]"), done = button.parentElement.querySelector("[data-scan-done]");
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    let stream = null;
    const say = (key) => { if (status.textContent !== dialog.dataset[key]) status.textContent = dialog.dataset[key]; };
    const look = async () => {
      if (!dialog.open) return;
      const found = video.readyState >= 2 ? await detector.detect(video).catch(() => []) : [];
      if (!dialog.open) return;
      if (found.some((code) => write(form, button.dataset.scan, code.rawValue))) {
        dialog.close();
        done.textContent = dialog.dataset.read;
        form.querySelector("button:not([type=button])").focus(); // whoever scans looks first, then sends
        return;
      }
      if (found.length) say("other");
      setTimeout(look, 150);
    };
    button.addEventListener("click", async () => {
      done.textContent = "";
      say("looking");
      dialog.showModal();
      try {
        const opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        if (!dialog.open) { opened.getTracks().forEach((t) => t.stop()); return; } // closed before the camera was allowed
        stream = video.srcObject = opened;
        await video.play();
        look();
      } catch (refused) {
        say(refused.name === "NotAllowedError" ? "denied" : "none");
      }
    });
    dialog.querySelector("[data-scan-close]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      if (stream) stream.getTracks().forEach((t) => t.stop());
      stream = video.srcObject = null;
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden && dialog.open) dialog.close(); });
    button.hidden = false;
  };

  window.BarcodeDetector.getSupportedFormats().then((formats) => {
    if (formats.includes("qr_code")) document.querySelectorAll("[data-scan]").forEach(furnish);
  }, () => {});
})();
