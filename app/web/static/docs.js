// The list of operations becomes Swagger UI, where requests can be tried.
const place = document.getElementById("operations");
const specification = new URL(place.dataset.specification, location.href).href;
place.classList.add("viewer");
place.replaceChildren();
window.SwaggerUIBundle({
  url: specification,
  domNode: place,
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  presets: [window.SwaggerUIBundle.presets.apis],
});
