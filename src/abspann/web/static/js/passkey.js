// Asks the device for a passkey where a form says so: data-passkey is create, get, or login (which fetches what is to be signed).
"use strict";
(() => {
  const begin = (form) => {
    const button = form.querySelector("[data-passkey-button]");
    const trouble = form.querySelector("[data-passkey-trouble]");
    const way = form.dataset.passkey;
    const say = (sentence) => { trouble.textContent = sentence; trouble.hidden = false; };
    if (!window.webauthnJSON || !window.webauthnJSON.supported()) {
      // On the login page the password stands beside it; nobody misses what they never saw.
      if (way !== "login") say(trouble.dataset.unable);
      return;
    }
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        const options = way === "login" ? await fetched(form.action) : JSON.parse(form.dataset.options);
        const host = way === "create" ? options.publicKey.rp.id : options.publicKey.rpId;
        if (location.hostname !== host && !location.hostname.endsWith("." + host)) return say(trouble.dataset.elsewhere);
        const credential = way === "create" ? await webauthnJSON.create(options) : await webauthnJSON.get(options);
        form.elements.credential.value = JSON.stringify(credential);
        form.submit();
      } catch {
        say(trouble.dataset.failed);
      }
    });
  };
  const fetched = async (address) => {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("No answer");
    return (await answer.json()).request_options;
  };
  document.querySelectorAll("form[data-passkey]").forEach(begin);
})();
