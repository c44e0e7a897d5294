// The pages work without this script. It counts and warns. It listens on the document, because parts of a page are exchanged.
"use strict";

const find = (selector) => document.querySelector(selector);
/** Browsers have an object for a stylesheet that did not come, too, which does not let its rules be read. */
function hasStyle() {
  try {
    return find("link[rel=stylesheet]").sheet.cssRules.length > 0;
  } catch {
    return false;
  }
}
// The body is hidden until the stylesheet shows it. One that did not come leaves a page that is plain and can be read.
if (!hasStyle()) document.body.hidden = false;
/** The fields and forms whose content is asked about before it is left: what a refused decision brought back, too. */
const UNSAVED =
  "#answer:is([data-unsaved], [data-typed]), form[data-guard][data-typed], form[data-guard]:not([data-guard='0'])";
/** Whether what was typed is on its way with a form. */
let isSent = false;

function count(field) {
  const counter = find("output.count");
  if (!counter) return;
  const words = counter.textContent.replace(/^[\d\s\u00a0]+/, "");
  counter.textContent = `${field.value.length} ${words}`;
  counter.classList.toggle("bad", field.value.length > Number(counter.dataset.longest));
}

/** What the checks said is about the stored text only. */
function showChecks(field) {
  const isStored = field.dataset.unsaved === undefined && field.value === field.defaultValue;
  for (const line of document.querySelectorAll("#remarks .ok")) line.hidden = !isStored;
  for (const line of document.querySelectorAll("#remarks .unchecked")) line.hidden = isStored;
}

document.addEventListener("input", ({ target }) => {
  const guarded = target.closest("#answer, form[data-guard]");
  if (guarded) {
    guarded.dataset.typed = "";
    isSent = false;
  }
  if (target.id !== "answer") return;
  count(target);
  showChecks(target);
});

// What is typed is not lost by a link that is followed by mistake.
document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  // Other forms, and buttons that only close a dialog, take along nothing of what was typed here.
  const takesAlong = target.matches(".case-main, form[data-guard], #skip form");
  if (takesAlong && submitter?.formMethod !== "dialog" && !defaultPrevented) isSent = true;
});
addEventListener("beforeunload", (event) => {
  if (!isSent && find(UNSAVED)) event.preventDefault();
});

// The code of a link stands in the fragment, which is never sent by itself.
const code = find("#link input[name=code]");
if (code && location.hash.length > 1) {
  code.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  // In the demo there is nothing to ask: the link is opened at once.
  if (code.form.dataset.open !== undefined) code.form.requestSubmit();
}

// A saved reply goes in where the caret stands, else at the end; it replaces nothing.
let entered;
document.addEventListener("focusin", ({ target }) => {
  if (target.id === "answer") entered = target;
});
function insert(field, text) {
  const at = entered === field ? field.selectionEnd : field.value.length;
  const before = /\S$/.test(field.value.slice(0, at)) ? " " : "";
  const after = /^\S/.test(field.value.slice(at)) ? " " : "";
  field.setRangeText(before + text + after, at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("#saved [name=insert]");
  if (!button) return;
  event.preventDefault();
  button.closest("dialog").close();
  insert(find("#answer"), button.querySelector("span").textContent);
});

// The list stays where it was when one of its rows is opened by a whole page. On a telephone it is not shown then.
const listShown = () => {
  const list = find(".list > .scroll");
  return list?.checkVisibility() ? list : null;
};
const addressOfList = () => find(".case-head .back")?.getAttribute("href");
const showCurrentRow = () => listShown()?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
try {
  const kept = JSON.parse(sessionStorage.getItem("list") ?? "{}");
  if (listShown() && kept.address === addressOfList()) listShown().scrollTop = kept.top;
} catch {
  // The browser lets no page store anything.
}
showCurrentRow();
document.addEventListener("exchanged", showCurrentRow);
addEventListener("pagehide", () => {
  try {
    const list = listShown();
    if (list) sessionStorage.setItem("list", JSON.stringify({ address: addressOfList(), top: list.scrollTop }));
  } catch {
    // The list begins at its top.
  }
});

document.addEventListener("change", ({ target }) => {
  if (target.matches(".list .all input")) {
    for (const mark of document.querySelectorAll(".list .row input[type=checkbox]")) mark.checked = target.checked;
  }
  if (target.matches(".sort select, input[name=theme]")) target.form?.requestSubmit();
  // Where the facets lie open in the bar, a choice counts at once; in a sheet it counts by its button.
  const isOpen = target.closest("#facets") && !find("#facets .apply")?.checkVisibility();
  if (isOpen && target.type !== "date") target.form?.requestSubmit();
});

setInterval(() => {
  for (const undo of document.querySelectorAll(".undo")) {
    const left = Math.max(0, Math.round((Number(undo.dataset.until) - Date.now()) / 1000));
    const text = undo.querySelector("p");
    undo.querySelector("progress").value = left;
    text.textContent = text.textContent.replace(/\d+(?=\D*$)/, String(left));
    if (left === 0) undo.remove();
  }
}, 1000);

// Browsers that do not know `command` yet open the dialogs by this.
if (!("command" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button[commandfor]");
    if (button) document.getElementById(button.getAttribute("commandfor"))?.showModal();
  });
}
