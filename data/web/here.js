// Tells that this person has the item open, and shows who else has. A tab that nobody looks at tells nothing.
const line = document.querySelector(".here");
const card = document.querySelector(".case-main");
const field = document.querySelector("#answer");
/** Well under the minute after which somebody who gives no sign has gone. */
const SIGN_MS = 15_000;

let hasTyped = false;
let timer;

/** Beside the list of a telephone there is a card that is not shown. */
const isRead = () => document.visibilityState === "visible" && card.checkVisibility();

async function sign() {
  clearTimeout(timer);
  timer = setTimeout(() => void sign(), SIGN_MS);
  if (!isRead()) return;
  const body = new URLSearchParams({ writes: hasTyped ? "1" : "" });
  hasTyped = false;
  try {
    const reply = await fetch(`/items/${line.dataset.item}/here`, { method: "POST", body });
    if (!reply.ok) return;
    const text = await reply.text();
    const words = line.querySelector("span");
    if (words.textContent !== text) words.textContent = text;
    line.hidden = text === "";
  } catch {
    // The server is away; the next sign finds it.
  }
}

/** A form that is sent loads another page; the answer of a person who leaves is written by nobody. */
function leave() {
  navigator.sendBeacon(`/items/${line.dataset.item}/here`, new URLSearchParams({ left: "1" }));
}

if (line) {
  field?.addEventListener("input", () => {
    const isNews = !hasTyped;
    hasTyped = true;
    // Colleagues learn soon that somebody has begun to write; after that with the usual signs.
    if (isNews) {
      clearTimeout(timer);
      timer = setTimeout(() => void sign(), 1000);
    }
  });
  document.addEventListener("visibilitychange", () => void sign());
  addEventListener("pagehide", leave);
  void sign();
}
