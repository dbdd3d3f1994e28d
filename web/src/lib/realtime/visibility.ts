/** Calls back when the page comes back to its reader, or the network to the page. Returns the end of it. */
export function onVisibleOrOnline(wake: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const whenVisible = () => {
    if (document.visibilityState === "visible") wake();
  };
  document.addEventListener("visibilitychange", whenVisible, { signal });
  window.addEventListener("online", wake, { signal });
  window.addEventListener("pageshow", (event) => event.persisted && wake(), { signal });
  return () => ended.abort();
}
