// Swagger UI switches to its dark theme by a class on the root element. Follow the system's theme.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  tryItOutEnabled: true,
  // Keep the token in memory only, so that it is lost when the page closes.
  persistAuthorization: false,
});
