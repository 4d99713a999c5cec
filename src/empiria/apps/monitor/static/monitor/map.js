/* The map beyond its form: a slider that walks the years, a click on a municipality that opens its page, and the new
   sentence said to who cannot see the map change. Choosing and drawing anew is htmx; without scripts the form is sent. */

const field = document.querySelector("[data-map-years]");
const years = field?.querySelector("select");

if (years && years.options.length > 1) {
  const slider = document.createElement("input");
  const last = years.options.length - 1;
  // The list begins with the latest year; on the slider time runs to the right.
  const place = () => last - years.selectedIndex;
  const say = () => slider.setAttribute("aria-valuetext", years.value);
  Object.assign(slider, { type: "range", min: 0, max: last, step: 1, className: "map-slider" });
  slider.value = place();
  slider.setAttribute("aria-label", field.querySelector("label").textContent);
  say();
  slider.addEventListener("input", () => {
    years.selectedIndex = last - Number(slider.value);
    say();
  });
  years.addEventListener("change", () => {
    slider.value = place();
    say();
  });
  field.append(slider);
}

document.addEventListener("click", (event) => {
  const unit = event.target.closest?.("#map-view [data-unit]");
  if (!unit) return;
  const view = unit.closest("[data-city-url]");
  const year = years ? `?year=${years.value}` : "";
  location.assign(view.dataset.cityUrl.replace("0000000", unit.dataset.unit) + year);
});

document.addEventListener("htmx:afterSettle", () => {
  const status = document.querySelector("[data-map-status]");
  const sentence = document.querySelector("[data-map-sentence]");
  if (status && sentence) status.textContent = sentence.textContent;
});
