// Swagger UI has a dark theme, which a class of the document switches on: it follows the system's.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Draws the API reference from the description that the Worker serves.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  tryItOutEnabled: true,
  // The token stays in the page's memory and is gone with it.
  persistAuthorization: false,
});
