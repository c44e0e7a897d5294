import { z } from "zod";
import { isItemAction } from "../../domain/audit.ts";
import { safeLine, safeText } from "../../domain/wording/safe-text.ts";
import type { StoredAnalysis } from "../../domain/analysis.ts";
import { attentionsIn } from "../../desk/attentions.ts";
import type { ItemPage } from "../../desk/item-page.ts";
import type { AuditRow } from "../../store/tables/audit.ts";
import type { Item } from "../../store/tables/items.ts";
import { answerText, type Response } from "../../store/tables/responses.ts";
import type { Texts } from "../../texts/ru/index.ts";
import type { Answer, Line, Reading, Times, Tone } from "../view.ts";

/** The state of an item. An approved item is listed only when its answer does not get out. */
export function stateInWords({ status }: Item, { items, words }: Texts): string {
  return status === "approved" ? words.unsent : items[status];
}

/** The answer as a person decides about it; undefined when there is none. */
export function answerOf(response: Response | undefined): Answer | undefined {
  if (!response) return undefined;
  const { problems, final_text, version } = response;
  return { text: answerText(response), version, isDoubtful: problems.length > 0, isEdited: final_text !== null };
}

type ItemParts = Pick<ItemPage, "item" | "response" | "audit" | "isRedrafting">;

/** One item: the buyer's words, the analysis, the answer with the checks it failed, and what was done. */
export function itemReading(parts: ItemParts, texts: Texts, times: Times): Reading {
  const { item, response } = parts;
  const analysis = item.ai_analysis;
  // What failed in sending is told at the answer already.
  const failure = item.error_message === response?.publish_error ? null : item.error_message;
  const upToAnswer = [
    line(headline(item, texts), "title"),
    line(safeLine([item.product_name, item.sku, item.client_name].filter(Boolean).join(" · ")), "dim"),
    ...buyerLines(item, texts),
    ...(analysis ? [line(`─ ${judged(analysis, texts)}`, "dim")] : []),
    ...wordsOnIt(item),
    ...(failure ? [line(`✗ ${safeLine(failure)}`, "bad")] : []),
    ...answerLines(parts, texts),
  ];
  return {
    id: String(item.id),
    lines: [...upToAnswer, line(`─ ${texts.words.history}`, "dim"), ...past(parts, texts, times)],
    needed: upToAnswer.length,
    answer: answerOf(response),
  };
}

/** To whom it was handed on, and why that or why it was skipped. */
function wordsOnIt({ handed_to, reason }: Item): Line[] {
  const said = [handed_to ? `→ ${handed_to}` : "", reason ?? ""].filter(Boolean).join(": ");
  return said === "" ? [] : [line(`─ ${safeLine(said)}`, "warn")];
}

function headline(item: Item, texts: Texts): string {
  return safeLine(
    `#${item.id} ${item.account} ${texts.words[item.item_type]}${stars(item)} ${stateInWords(item, texts)}`,
  );
}

function stars({ rating }: Item): string {
  return rating === null ? "" : ` ${"★".repeat(rating)}${"☆".repeat(5 - rating)}`;
}

function buyerLines({ client_text, pros, cons, ai_analysis }: Item, { words }: Texts): Line[] {
  const said = [client_text || (pros || cons ? "" : words.onlyStars), pros && `+ ${pros}`, cons && `− ${cons}`];
  const gist = ai_analysis?.gist ? [line(words.gist, "dim"), ...paragraph(safeText(ai_analysis.gist), "│ ")] : [];
  return [...said.flatMap((text) => (text ? paragraph(text, "│ ") : [])), ...gist];
}

function judged(analysis: StoredAnalysis, texts: Texts): string {
  const { sentiment, category } = analysis;
  return [texts.sentiments[sentiment], texts.categories[category], ...mattersIn(analysis, texts)].join(" · ");
}

/** Why a person must look at it. */
export function mattersIn(analysis: StoredAnalysis | null, { policy, web }: Texts): string[] {
  const words = { attentions: policy.attention, suspected: web.suspected };
  return attentionsIn(analysis, words).map(({ text }) => text);
}

function answerLines({ response, isRedrafting }: ItemParts, { words }: Texts): Line[] {
  const redrafting = isRedrafting ? [line(`… ${words.redrafting}`, "warn")] : [];
  if (!response) return [line(words.noAnswer, "warn"), ...redrafting];
  const text = answerText(response);
  const checks = response.problems.length === 0 ? ` · ✓ ${words.checks}` : "";
  const kind = response.final_text === null ? checks : ` · ${words.edited}`;
  return [
    line(`─ ${words.draft} (${text.length})${kind}`, "dim"),
    ...paragraph(text, ""),
    ...problemLines(response),
    ...(response.publish_error ? [line(`✗ ${safeLine(response.publish_error)}`, "bad")] : []),
    ...redrafting,
  ];
}

function problemLines({ problems }: Response): Line[] {
  return problems.map((problem) => line(`! ${safeLine(problem.message)}`, "warn"));
}

/** What was done, and the texts that another draft has replaced, in order of time. */
function past({ audit, response }: ItemParts, texts: Texts, times: Times): Line[] {
  const deeds = audit.map((entry) => ({ at: entry.at, text: deed(entry, texts) }));
  const redrafts = (response?.edit_history ?? [])
    .filter(({ instructions }) => instructions !== undefined)
    .map(({ at, text }) => ({ at: Date.parse(at), text: safeLine(`${texts.words.redrafted}: «${text}»`) }));
  return [...deeds, ...redrafts]
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text }) => line(`${times.relative(at)}: ${text}`, "dim"));
}

/** More from an entry of the audit: why an answer was left to a person, how it should be drafted again. */
const notesForm = z.object({ why: z.string(), instructions: z.string(), to: z.string(), reason: z.string() }).partial();

/** `одобрено (anna)`, `оставлено человеку: …`, `попросили переписать (anna): «короче»`. */
function deed({ action, actor, after }: AuditRow, { actions, actors }: Texts): string {
  const done = isItemAction(action) ? actions[action] : action;
  const { why, instructions, to, reason } = notesForm.safeParse(JSON.parse(after ?? "{}")).data ?? {};
  if (why !== undefined) return safeLine(`${done}. ${why}`);
  const [kind = "", ...name] = actor.split(":");
  const words: Record<string, string> = actors;
  const named = kind === "person" ? name.join(":") : `${words[kind] ?? `${kind}:`} ${name.join(":")}`;
  const quoted = [instructions, reason].flatMap((said) => (said === undefined ? [] : [`: «${said}»`])).join("");
  return safeLine(`${done}${to === undefined ? "" : ` → ${to}`} (${words[actor] ?? named})${quoted}`);
}

/** An answer in a question to the person: the buyer's words, the whole answer, what the checks have found. */
export function answerReading({ item, response }: Pick<ItemPage, "item" | "response">, texts: Texts): Reading {
  const head = [line(headline(item, texts), "title"), line(safeLine(item.product_name ?? ""), "dim")];
  const lines = [
    ...head.filter(({ text }) => text !== ""),
    ...buyerLines(item, texts),
    ...(item.ai_analysis ? [line(`─ ${judged(item.ai_analysis, texts)}`, "dim")] : []),
    ...(response
      ? [...paragraph(answerText(response), "→ "), ...problemLines(response)]
      : [line(texts.words.noAnswer, "warn")]),
  ];
  return {
    id: String(item.id),
    lines: [...lines, line("", "plain")],
    needed: lines.length,
    answer: answerOf(response),
  };
}

function paragraph(text: string, before: string): Line[] {
  return safeText(text)
    .replaceAll("\t", "  ")
    .split("\n")
    .map((part) => line(before + part, "plain"));
}

function line(text: string, tone: Tone): Line {
  return { text, tone };
}
