// Opens an item, a folder or a filter without loading the page anew: asks for the same page that the browser would load,
// and exchanges what differs in it. Without this script, and for everything else, the browser does it.

/** The pages whose parts are exchanged. */
const PLACES = /^\/(?:inbox(?:\/(?:[a-z][a-z0-9]*:)?\d+)?|sent)$/;
/** The forms of an item that are sent this way; each answers with one of the pages, or says what is wrong. */
const ITEM_FORMS = /^\/items\/(?:[a-z][a-z0-9]*:)?\d+(?:$|\/)/;
const REDRAFTS = /\/(?:choose|regenerate)$/;
/** What holds parts that are exchanged one by one, so that what is the same keeps its place, its marks and its focus. */
const FRAMES = "body, main.work, .list, .list > .scroll, .list ol, .list .row";

/** What a person types into a card. */
const TYPED = ["#answer", ".notes textarea", ".again input"];

/** What was typed into cards that were left, by item: it is there again with the card. */
const kept = new Map();
const heard = Object.assign(document.createElement("p"), { className: "vh" });
heard.setAttribute("role", "status");
/** The request under way; a later one takes its place. */
let asked;
let isSending = false;
/** The second click of a double click, on the card that the first one has brought, comes within so long. */
const TWICE_MS = 400;
let answered = { item: null, at: -Infinity };
/** What is shown; empty for an error, which has no address. */
let shown = location.pathname + location.search;

/** Where the browser's history is, and how far down each of its steps was when it was left. */
let at = history.state?.at ?? 0;
const scrolled = new Map();

const find = (selector) => document.querySelector(selector);
const partsOf = (element) => [...element.children].filter((part) => part !== heard);
const shapeOf = (element) =>
  partsOf(element)
    .map(({ tagName, id }) => `${tagName}#${id}`)
    .join(" ");
const itemShown = () => find(".case-main")?.getAttribute("action");

function copyAttributes(old, fresh) {
  for (const name of old.getAttributeNames()) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
}

function exchange(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!old.matches(FRAMES) || shapeOf(old) !== shapeOf(fresh)) {
    old.replaceWith(fresh);
    return;
  }
  const parts = partsOf(fresh);
  copyAttributes(old, fresh);
  for (const [at, part] of partsOf(old).entries()) exchange(part, parts[at]);
}

/** @param isGone whether what stands in the field has gone with a form */
function keep(isGone) {
  const fields = TYPED.map((selector) => [selector, find(selector)]);
  const typed = fields
    .filter(
      ([, field]) =>
        field && !isGone(field) && (field.value !== field.defaultValue || field.dataset.unsaved !== undefined),
    )
    .map(([selector, field]) => [selector, field.value]);
  if (typed.length > 0) kept.set(itemShown(), { typed, version: find(".case-main [name=version]").value });
}

/** A text comes back with the version it was written for, so that a colleague's later one is not overwritten unseen. */
function bringBack() {
  const { typed, version } = kept.get(itemShown()) ?? { typed: [] };
  if (typed.some(([selector]) => find(selector)?.readOnly !== false)) return;
  for (const [selector, text] of typed) {
    const field = find(selector);
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (selector === "#answer") find(".case-main [name=version]").value = version;
  }
  kept.delete(itemShown());
}

/** The focus and the screen reader go to what is new. */
function enter(places) {
  const heading = places.map(find).find(Boolean);
  heading?.setAttribute("tabindex", "-1");
  heading?.focus({ preventScroll: true });
  document.body.append(heard);
  heard.textContent = document.title;
}

function headings(isWrong, wanted) {
  const name = document.body.dataset.view === "item" ? "#case-name" : "#list-name";
  return [...(isWrong ? ["main .alert"] : []), ...(wanted ? [wanted] : []), name, "main h1"];
}

/** @returns the reply with its page; undefined when there is none, or when something else was asked for meanwhile */
async function ask(address, request) {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  try {
    const reply = await fetch(address, { ...request, signal, headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    return signal.aborted ? undefined : { reply, page };
  } catch {
    // Nothing on the page has changed, and nothing that was typed is gone.
    if (!signal.aborted) find("#away")?.showModal();
    return undefined;
  }
}

/** Shows a page in the place of the one there is. */
function show(page, isGone, places) {
  keep(isGone);
  exchange(document.body, page.body);
  document.title = page.title;
  bringBack();
  enter(places());
  document.dispatchEvent(new Event("exchanged"));
}

/** @param y where the page was when it was left; undefined on a way forward */
async function openPlace(address, y) {
  const found = await ask(address, {});
  if (!found) return;
  const to = new URL(found.reply.url);
  // The way to the sign-in, and an error that is found at this address, are for the browser itself.
  if (!found.reply.ok || !PLACES.test(to.pathname)) {
    location.assign(address);
    return;
  }
  if (y === undefined) stepTo(to);
  show(
    found.page,
    () => false,
    () => headings(false),
  );
  shown = location.pathname + location.search;
  scrollTo(0, y ?? 0);
}

/** Another step of the browser's history, unless the address is the same. */
function stepTo(to) {
  scrolled.set(at, scrollY);
  if (to.href === location.href) history.replaceState(history.state, "");
  else history.pushState({ at: ++at }, "", to);
}

async function sendForm(address, form, body) {
  isSending = true;
  const found = await ask(address, { method: "POST", body });
  isSending = false;
  if (!found) return;
  const { reply, page } = found;
  if (form.matches(".case-main")) answered = { item: itemShown(), at: performance.now() };
  const to = new URL(reply.url);
  if (reply.redirected && !PLACES.test(to.pathname)) {
    location.assign(to);
    return;
  }
  const isRead = reply.redirected || reply.status === 409;
  const isSkipped = reply.redirected && form.matches("#skip form");
  const isGone = (field) => (isRead && field.form === form) || (isSkipped && field.id === "answer");
  const wanted = form.closest("#notes") && "#notes";
  // A reply does not say which part of its page the way led to.
  if (wanted) to.hash = wanted;
  if (reply.redirected) stepTo(to);
  // A card that says why not stands at its own address; any other error can be left by the way back.
  else if (reply.status === 409) history.replaceState(history.state, "");
  else history.pushState({ at: ++at }, "");
  show(page, isGone, () => headings(!reply.ok, wanted));
  shown = isRead ? location.pathname + location.search : "";
  if (wanted) find(wanted)?.scrollIntoView();
  else scrollTo(0, 0);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || event.defaultPrevented || !isPlain || link.target !== "") return;
  const to = new URL(link.href);
  if (to.origin !== location.origin || to.hash !== "" || !PLACES.test(to.pathname)) return;
  event.preventDefault();
  if (!isSending) void openPlace(to);
});

// Heard before all others, so that they know who sends the form.
addEventListener(
  "submit",
  (event) => {
    const { target: form, submitter } = event;
    const said = (name) => submitter?.getAttribute(`form${name}`) ?? form.getAttribute(name);
    const method = (said("method") ?? "get").toLowerCase();
    const to = new URL(said("action") ?? location.href, location.href);
    const isItems = method === "post" && ITEM_FORMS.test(to.pathname);
    if (!isItems && !(method === "get" && PLACES.test(to.pathname))) return;
    // Another draft takes the place of what was typed: then the browser asks first.
    if (REDRAFTS.test(to.pathname) && find("#answer:is([data-typed], [data-unsaved])")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, submitter));
    const isTwice = itemShown() !== answered.item && performance.now() - answered.at < TWICE_MS;
    if (isSending || (isTwice && form.matches(".case-main"))) return;
    if (isItems) void sendForm(to, form, body);
    else void openPlace(new URL(`${to.pathname}?${body}`, to));
  },
  true,
);

addEventListener("popstate", ({ state }) => {
  const address = location.pathname + location.search;
  // A step within the page, to a part of it.
  if (address === shown) return;
  at = state?.at ?? 0;
  void openPlace(new URL(address, location.href), scrolled.get(at) ?? 0);
});
addEventListener("beforeunload", (event) => {
  if (kept.size > 0) event.preventDefault();
});
