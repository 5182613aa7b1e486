// Rating in one tap: a tap is sent at once, arrow keys when they have come to rest; what waits is sent before the page goes.
"use strict";
(() => {
  const REST = 600;
  let waiting = null;
  let byKey = false;
  const formOf = (target) => target instanceof Element ? target.closest("form.rate") : null;

  const send = () => {
    const { form, timer } = waiting;
    clearTimeout(timer);
    waiting = null;
    if (form.method === "get") form.requestSubmit();
    else htmx.trigger(form, "chosen");
  };

  document.documentElement.classList.add("sends");
  document.addEventListener("keydown", () => { byKey = true; }, true);
  document.addEventListener("pointerdown", () => { byKey = false; }, true);

  document.addEventListener("change", (event) => {
    const form = formOf(event.target);
    if (!form || (byKey && form.method === "get")) return;
    if (waiting) clearTimeout(waiting.timer);
    form.classList.remove("rate--open");
    waiting = { form, timer: setTimeout(send, byKey ? REST : 0) };
  });
  // Whoever presses a button means that button, not what still waits.
  document.addEventListener("submit", (event) => {
    if (waiting && formOf(event.target) === waiting.form) {
      clearTimeout(waiting.timer);
      waiting = null;
    }
  }, true);
  window.addEventListener("pagehide", () => {
    if (waiting) navigator.sendBeacon(waiting.form.action, new FormData(waiting.form));
    waiting = null;
  });

  const tell = (form, failed) => {
    const note = form && form.querySelector(".rate__unsent");
    if (!note) return;
    note.hidden = !failed;
    note.textContent = failed ? note.dataset.words : "";
    if (failed) form.classList.add("rate--open");
  };
  document.addEventListener("htmx:sendError", (event) => tell(formOf(event.target), true));
  document.addEventListener("htmx:beforeRequest", (event) => tell(formOf(event.target), false));
})();
