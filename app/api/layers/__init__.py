"""What a request passes before FastAPI looks at it, the outermost first: answers that are kept (`kept`), `HEAD`
(`protocol`), right questions (`asking`)."""
