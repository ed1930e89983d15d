// Tells the page around how high this is, each time that it changes or is asked; that page may listen or not.
const tell = () => {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  parent.postMessage({ type: "agreement-facts:height", height }, "*");
};
if (parent !== window) {
  // A picture that is not there yet has no height.
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => {})));
  new ResizeObserver(tell).observe(document.body);
  addEventListener("message", (event) => {
    if (event.source === parent && event.data?.type === "agreement-facts:tell") tell();
  });
}
