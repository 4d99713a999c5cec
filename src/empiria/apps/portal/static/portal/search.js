/* The keyboard in a search box: arrows walk the suggestions, Escape closes them, leaving closes them.
   Suggestions themselves come from htmx; without scripts the form is sent. */

const box = (element) => element.closest?.("[data-search]");
const close = (search) => search.querySelector("[data-search-results]").replaceChildren();

document.addEventListener("keydown", (event) => {
  const search = box(event.target);
  if (!search) return;
  const input = search.querySelector("input[type=search]");
  if (event.key === "Escape") {
    if (!search.querySelector("[data-search-results] *")) return;
    event.preventDefault();
    close(search);
    input.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [input, ...search.querySelectorAll("[data-search-results] a")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (stops.length > 1 && stops.includes(document.activeElement)) {
    event.preventDefault();
    next?.focus();
  }
});

document.addEventListener("focusout", (event) => {
  const search = box(event.target);
  if (search && event.relatedTarget && !search.contains(event.relatedTarget)) close(search);
});

document.addEventListener("pointerdown", (event) => {
  for (const search of document.querySelectorAll("[data-search]")) {
    if (!search.contains(event.target)) close(search);
  }
});

/* A late answer must not replace the suggestions somebody is already walking through. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (box(event.target) && event.target.contains(document.activeElement)) event.detail.shouldSwap = false;
});

/* How many were found is said in a region that was there before, or screen readers stay silent. */
document.addEventListener("htmx:afterSwap", (event) => {
  const search = box(event.target);
  const list = event.target.querySelector("[data-status]");
  if (search) search.querySelector("[role=status]").textContent = list?.dataset.status ?? "";
});
