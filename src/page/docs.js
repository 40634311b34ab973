// Draws the API reference from the description that the Worker serves.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  tryItOutEnabled: true,
  // The token stays in the page's memory and is gone with it.
  persistAuthorization: false,
});
