// The list of operations becomes Swagger UI, where requests can be tried.
const place = document.getElementById("operations");
const specification = new URL(place.dataset.specification, location.href).href;
// A path is the name of the button that it stands in, and no link inside of it.
const plain = (_, { React }) => ({ text }) => React.createElement("span", null, text);
// Its dark look is asked for by a class.
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();
// What it leaves without a name, or out of reach of the keyboard.
const mend = () => {
  for (const button of place.querySelectorAll("button:empty:not([aria-label])")) button.ariaLabel = "Copy";
  for (const box of place.querySelectorAll("pre.microlight:not([tabindex])")) box.tabIndex = 0;
};
new MutationObserver(mend).observe(place, { childList: true, subtree: true });
place.classList.add("viewer");
place.replaceChildren();
window.SwaggerUIBundle({
  url: specification,
  domNode: place,
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  syntaxHighlight: false,
  presets: [window.SwaggerUIBundle.presets.apis],
  plugins: [() => ({ wrapComponents: { DeepLink: plain } })],
});
