// Suggestions under the search field, by the pattern of the ARIA combobox: htmx fetches the list, this is the keyboard.
"use strict";
(() => {
  const field = document.getElementById("q");
  const list = document.getElementById("suggestions");
  const said = document.getElementById("said");
  if (!field || !list) return;
  let active = -1;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");

  const options = () => [...list.querySelectorAll("[role=option]")];

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (!open) point(-1);
  };

  const point = (place) => {
    active = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = options()[place];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  show(false);

  list.addEventListener("htmx:afterSwap", () => {
    options().forEach((option, at) => { option.id = `suggestion-${at}`; });
    if (document.activeElement !== field) return;
    show(options().length > 0);
    const words = list.querySelector("[data-said]");
    if (words && said) said.textContent = words.dataset.said;
  });

  field.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = list.hidden ? -1 : active;
      show(true);
      // One place more than there are options: there nothing is chosen, and the words stand as they were typed.
      point(((from + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if (event.key === "Tab") show(false);
  });

  field.addEventListener("focus", () => { if (field.value && options().length) show(true); });
  field.addEventListener("blur", () => show(false));
  // A press on an option must not take the focus away before it is a click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  // What came too late for a search that is already sent is not shown.
  field.form.addEventListener("submit", () => { htmx.trigger(field, "htmx:abort"); show(false); });
})();
