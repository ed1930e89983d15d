// For pages of others: gives each frame of ours the height that it tells of.
{
  const ours = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")];
  addEventListener("message", (event) => {
    if (event.origin !== ours || event.data?.type !== "agreement-facts:height") return;
    for (const frame of frames()) if (frame.contentWindow === event.source) frame.height = event.data.height;
  });
  // Those that told before anybody listened tell again. To any origin: a frame that is still to load is not yet of ours.
  for (const frame of frames()) {
    if (frame.src.startsWith(`${ours}/`)) frame.contentWindow?.postMessage({ type: "agreement-facts:tell" }, "*");
  }
}
