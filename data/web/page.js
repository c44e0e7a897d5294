// The pages work without this script. It counts and warns.
"use strict";

const field = document.getElementById("answer");
const counter = document.querySelector("output.count");

if (field && counter) {
  const longest = Number(counter.dataset.longest);
  const template = counter.textContent.replace(/^[\d\s\u00a0]+/, "");
  const show = () => {
    counter.textContent = `${field.value.length} ${template}`;
    counter.classList.toggle("bad", field.value.length > longest);
  };
  field.addEventListener("input", show);
}

// What the checks said is about the stored text only.
const stored = field?.dataset.unsaved === undefined ? field?.value : undefined;
field?.addEventListener("input", () => {
  const isStored = field.value === stored;
  for (const line of document.querySelectorAll("#remarks .ok")) line.hidden = !isStored;
  for (const line of document.querySelectorAll("#remarks .unchecked")) line.hidden = isStored;
});

// What is typed is not lost by a link that is followed by mistake.
let dirty = field?.dataset.unsaved !== undefined;
field?.addEventListener("input", () => (dirty = true));
const guarded = document.querySelector("form[data-guard]");
if (guarded) dirty ||= guarded.dataset.guard !== "0";
guarded?.addEventListener("input", () => (dirty = true));
document.addEventListener("submit", ({ target, submitter }) => {
  // Other forms, and buttons that only close a dialog, take along nothing of what was typed here.
  const takesAlong = target.matches(".case-main, form[data-guard], #skip form");
  if (takesAlong && submitter?.formMethod !== "dialog") dirty = false;
});
addEventListener("beforeunload", (event) => {
  if (dirty) event.preventDefault();
});

// The code of a link stands in the fragment, which is never sent by itself.
const code = document.querySelector("#link input[name=code]");
if (code && location.hash.length > 1) {
  code.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  // In the demo there is nothing to ask: the link is opened at once.
  if (code.form.dataset.open !== undefined) code.form.requestSubmit();
}

// A saved reply goes in where the caret stands, else at the end; it replaces nothing.
let isEntered = false;
field?.addEventListener("focus", () => (isEntered = true));
function insert(text) {
  const at = isEntered ? field.selectionEnd : field.value.length;
  const before = /\S$/.test(field.value.slice(0, at)) ? " " : "";
  const after = /^\S/.test(field.value.slice(at)) ? " " : "";
  field.setRangeText(before + text + after, at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
for (const button of document.querySelectorAll("#saved [name=insert]")) {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    button.closest("dialog").close();
    insert(button.querySelector("span").textContent);
  });
}

// The list stays where it was when one of its rows is opened, which loads the whole page. On a telephone it is not shown then.
const list = document.querySelector(".list > .scroll");
const address = document.querySelector(".case-head .back")?.getAttribute("href");
const isShown = () => Boolean(list?.checkVisibility());
try {
  const kept = JSON.parse(sessionStorage.getItem("list") ?? "{}");
  if (isShown() && kept.address === address) list.scrollTop = kept.top;
} catch {
  // The browser lets no page store anything.
}
if (isShown()) list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
addEventListener("pagehide", () => {
  try {
    if (isShown()) sessionStorage.setItem("list", JSON.stringify({ address, top: list.scrollTop }));
  } catch {
    // The list begins at its top.
  }
});

const all = document.querySelector(".list .all input");
const marks = () => [...document.querySelectorAll(".list .row input[type=checkbox]")];
all?.addEventListener("change", () => {
  for (const mark of marks()) mark.checked = all.checked;
});

// Where the facets lie open in the bar, a choice counts at once; in a sheet it counts by its button.
document.getElementById("facets")?.addEventListener("change", ({ target }) => {
  if (target.type !== "date" && !document.querySelector("#facets .apply")?.checkVisibility())
    target.form?.requestSubmit();
});
document.querySelector(".sort select")?.addEventListener("change", (event) => event.target.form?.requestSubmit());
for (const radio of document.querySelectorAll("input[name=theme]")) {
  radio.addEventListener("change", () => radio.form?.requestSubmit());
}

for (const undo of document.querySelectorAll(".undo")) {
  const until = Number(undo.dataset.until);
  const bar = undo.querySelector("progress");
  const text = undo.querySelector("p");
  const tick = setInterval(() => {
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    bar.value = left;
    text.textContent = text.textContent.replace(/\d+(?=\D*$)/, String(left));
    if (left === 0) {
      clearInterval(tick);
      undo.remove();
    }
  }, 1000);
}

// Browsers that do not know `command` yet open the dialogs by this.
if (!("command" in HTMLButtonElement.prototype)) {
  for (const button of document.querySelectorAll("button[commandfor]")) {
    button.addEventListener("click", () => document.getElementById(button.getAttribute("commandfor"))?.showModal());
  }
}
