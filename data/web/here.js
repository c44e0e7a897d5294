// Tells that this person has the item open, and shows who else has. A tab that nobody looks at tells nothing.
/** Well under the minute after which somebody who gives no sign has gone. */
const SIGN_MS = 15_000;

const lineNow = () => document.querySelector(".here");
/** The item whose card is on the page; undefined without one. */
let item;
let hasTyped = false;
let timer;

/** Beside the list of a telephone there is a card that is not shown. */
const isRead = () =>
  document.visibilityState === "visible" && Boolean(document.querySelector(".case-main")?.checkVisibility());

async function sign() {
  clearTimeout(timer);
  if (item === undefined) return;
  timer = setTimeout(() => void sign(), SIGN_MS);
  if (!isRead()) return;
  const asked = item;
  const body = new URLSearchParams({ writes: hasTyped ? "1" : "" });
  hasTyped = false;
  try {
    const reply = await fetch(`/items/${asked}/here`, { method: "POST", body });
    if (!reply.ok) return;
    const text = await reply.text();
    const line = lineNow();
    // Another item may have been opened meanwhile.
    if (line?.dataset.item !== asked) return;
    const words = line.querySelector("span");
    if (words.textContent !== text) words.textContent = text;
    line.hidden = text === "";
  } catch {
    // The server is away; the next sign finds it.
  }
}

/** The answer of a person who leaves is written by nobody. */
function leave() {
  if (item !== undefined) navigator.sendBeacon(`/items/${item}/here`, new URLSearchParams({ left: "1" }));
}

function look() {
  const now = lineNow()?.dataset.item;
  if (now !== item) {
    leave();
    hasTyped = false;
  }
  item = now;
  void sign();
}

document.addEventListener("input", ({ target }) => {
  if (target.id !== "answer" || item === undefined) return;
  const isNews = !hasTyped;
  hasTyped = true;
  // Colleagues learn soon that somebody has begun to write; after that with the usual signs.
  if (isNews) {
    clearTimeout(timer);
    timer = setTimeout(() => void sign(), 1000);
  }
});
document.addEventListener("visibilitychange", () => void sign());
document.addEventListener("exchanged", look);
// A form that is sent may load another page.
addEventListener("pagehide", leave);
look();
