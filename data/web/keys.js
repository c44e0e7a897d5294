// The keys of the pages. Each does what a link or a button does, so that nobody needs them.
const find = (selector) => document.querySelector(selector);
const isItem = () => document.body.dataset.view === "item";
let shownAt = performance.now();
/** Nobody reads an answer faster; a key that is pressed twice must not send what has just appeared. */
const READ_MS = 700;

/** Whether letters do anything in this browser. One that stores nothing forgets the choice with the page. */
let areOn = true;

function readChoice() {
  try {
    areOn = localStorage.getItem("keys") !== "off";
  } catch {
    // The browser lets no page store anything.
  }
  showChoice();
}

function showChoice() {
  document.documentElement.dataset.keys = areOn ? "on" : "off";
  const toggle = find("#keys [role=switch]");
  // A page in place of one that cannot be shown has no help.
  if (toggle) toggle.checked = areOn;
}

function choose(toggle) {
  areOn = toggle.checked;
  showChoice();
  try {
    localStorage.setItem("keys", areOn ? "on" : "off");
  } catch {
    // The choice holds as long as the page is open.
  }
}

/** Presses what the selector finds. @returns whether there is such a thing */
function press(selector) {
  const control = find(selector);
  control?.click();
  return control !== null;
}

/** @returns whether there is such a field */
function enter(selector) {
  const field = find(selector);
  field?.focus();
  return field !== null;
}

/** The row that has the focus, else the one whose card is shown. */
function rowAtHand() {
  return document.activeElement?.closest(".row") ?? find(".row:has([aria-current])");
}

/** From card to card; in the list from row to row, where nothing is opened yet. */
function step(by) {
  if (isItem()) return press(by > 0 ? ".pager a[rel=next]" : ".pager a[rel=prev]");
  const links = [...document.querySelectorAll(".row > a")];
  const at = links.indexOf(document.activeElement?.closest(".row")?.querySelector("a"));
  const link = links[Math.max(0, at + by)];
  link?.focus();
  return link !== undefined;
}

function open() {
  const link = isItem() ? null : rowAtHand()?.querySelector("a");
  link?.click();
  return Boolean(link);
}

const boxOf = (row) => row?.querySelector("input[type=checkbox]");

function mark() {
  const box = boxOf(rowAtHand());
  box?.click();
  return Boolean(box);
}

/** The row that was marked or cleared last, by key or by hand. */
let lastMarked;

/** Marks every row from the one that was marked last to the one at hand; from the first one when none was. */
function markUpTo() {
  const rows = [...document.querySelectorAll(".list .row")];
  const to = rows.indexOf(rowAtHand());
  const from = Math.max(0, rows.indexOf(lastMarked));
  for (const row of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) boxOf(row).checked = true;
  lastMarked = rows[to];
  return to >= 0;
}

/** The folders, in the order of their tabs. */
function folder(at) {
  return press(`.folders a:nth-child(${at})`);
}

/** By the place on the keyboard, so that the layout does not matter. Each returns whether it had something to do. */
const KEYS = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyO: open,
  KeyX: mark,
  KeyE: () => enter("#answer:not([readonly])"),
  KeyN: () => enter(".notes textarea"),
  KeyT: () => press(".acts button[commandfor=pass]"),
  KeyS: () => press(".acts button[commandfor=skip]"),
  KeyD: () => enter(".again input"),
  KeyI: () => press("[commandfor=saved]"),
  KeyU: () => press(".undo button"),
  Slash: () => enter("input[type=search]"),
};
for (let at = 1; at <= 7; at++) KEYS[`Digit${at}`] = () => folder(at);
/** With Shift. */
const SHIFTED = { KeyX: markUpTo };

/** What is typed as a note goes to colleagues; Ctrl+Enter there must not send the answer to the buyer. */
function writeNote(event, form) {
  event.preventDefault();
  if (!event.repeat) form.requestSubmit();
}

/** Sends what is on the item's own page, where it could be read; from the list nothing is sent. */
function send(event) {
  const button = isItem() && find(".acts button[value=send], .acts button[value=sure]");
  if (!button) return;
  event.preventDefault();
  if (!event.repeat && performance.now() - shownAt >= READ_MS) button.form.requestSubmit(button);
}

/** `?`, wherever the layout has it. */
function isHelp({ key, code, shiftKey }) {
  return key === "?" || (code === "Slash" && shiftKey);
}

function letter(event) {
  if (!areOn || event.repeat || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  if (isHelp(event)) find("#keys")?.showModal();
  else if (!(event.shiftKey ? SHIFTED : KEYS)[event.code]?.()) return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (find("dialog[open]")) return;
  const isTyping = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
  const note = event.target.closest?.(".notes form");
  const isSent = event.code === "Enter" && (event.ctrlKey || event.metaKey);
  if (isSent && note) writeNote(event, note);
  else if (isSent) send(event);
  else if (isTyping && event.code === "Escape") document.activeElement.blur();
  else if (!isTyping) letter(event);
});

document.addEventListener("change", ({ target }) => {
  if (target.matches(".list .row input")) lastMarked = target.closest(".row");
  if (target.matches("#keys [role=switch]")) choose(target);
});
document.addEventListener("exchanged", () => {
  shownAt = performance.now();
  showChoice();
});
// Another tab has changed the choice.
addEventListener("storage", readChoice);
readChoice();
