// Says that the list has changed since the page was drawn. It changes nothing by itself: the link reloads.
const RETRY_MS = 60_000;

/** @param at when something has changed, by the clock of the server */
function show(at) {
  const fresh = document.querySelector("a.fresh");
  if (fresh && at > Number(fresh.dataset.drawn)) fresh.hidden = false;
}

/** One tab holds the lock and listens for all tabs of the browser; when it closes, the next one does. */
function listen(tabs) {
  const source = new EventSource("/events");
  source.addEventListener("changed", ({ lastEventId }) => {
    const at = Number(lastEventId);
    show(at);
    tabs.postMessage(at);
  });
  source.addEventListener("error", () => {
    // A browser tries again by itself, unless the server has refused it.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(tabs), RETRY_MS);
  });
}

if (document.querySelector("a.fresh") && navigator.locks && "BroadcastChannel" in globalThis) {
  const tabs = new BroadcastChannel("events");
  tabs.addEventListener("message", ({ data }) => show(data));
  void navigator.locks.request("events", () => {
    listen(tabs);
    return new Promise(() => {});
  });
}
