// What a page does beyond showing everything: points from a word to its note, slides through days.

// A mark and its notes point to each other.
const marks = [...document.querySelectorAll("mark[data-notes]")];
const numbers = (mark) => mark.dataset.notes.split(" ");
function point(chosen) {
  for (const mark of marks) mark.classList.toggle("current", numbers(mark).some((number) => chosen.includes(number)));
  for (const note of document.querySelectorAll(".note.current")) note.classList.remove("current");
  for (const number of chosen) document.getElementById(`note-${number}`)?.classList.add("current");
}
for (const mark of marks) {
  for (const event of ["mouseenter", "focusin"]) mark.addEventListener(event, () => point(numbers(mark)));
  for (const event of ["mouseleave", "focusout"]) mark.addEventListener(event, () => point([]));
}
for (const note of document.querySelectorAll(".note")) {
  const number = note.id.replace("note-", "");
  for (const event of ["mouseenter", "focusin"]) note.addEventListener(event, () => point([number]));
  for (const event of ["mouseleave", "focusout"]) note.addEventListener(event, () => point([]));
}

// What is told of a mark can be sent away with Escape, until the reader points again.
document.addEventListener("keydown", ({ key }) => { if (key === "Escape") document.body.classList.add("dismissed"); });
for (const event of ["mouseover", "focusin"]) document.addEventListener(event, () => document.body.classList.remove("dismissed"));

// Links to days become a slider as well.
for (const days of document.querySelectorAll("ol[data-slider]")) {
  const links = [...days.querySelectorAll("a")];
  if (links.length < 2) continue;
  const chosen = links.findIndex((link) => link.ariaCurrent);
  const label = document.createElement("label");
  const slider = document.createElement("input");
  const day = document.createElement("output");
  const show = () => { day.textContent = links[slider.value].textContent.trim(); slider.setAttribute("aria-valuetext", day.textContent); };
  Object.assign(slider, { type: "range", min: 0, max: links.length - 1, step: 1 });
  slider.value = chosen < 0 ? links.length - 1 : chosen;
  slider.addEventListener("input", show);
  slider.addEventListener("change", () => { location.href = links[slider.value].href; });
  label.className = "slider";
  label.append(days.dataset.slider, slider, day);
  days.before(label);
  show();
  // Who came here by it goes on with it; going to the fragment takes the focus away before.
  if (location.hash === "#timeline" && document.referrer.startsWith(location.origin + location.pathname)) {
    addEventListener("load", () => slider.focus({ preventScroll: true }));
  }
}
