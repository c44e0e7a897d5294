import { z } from "zod";
import { isItemAction } from "../../domain/audit.ts";
import { safeLine, safeText } from "../../domain/wording/safe-text.ts";
import type { StoredAnalysis } from "../../domain/analysis.ts";
import type { AuditRow } from "../../store/tables/audit.ts";
import type { Item } from "../../store/tables/items.ts";
import { answerText, type Response } from "../../store/tables/responses.ts";
import type { Texts } from "../../texts/ru/index.ts";
import type { Line, Reading, Times, Tone, View } from "../view.ts";

/** What waits for a person, most urgent first. */
export function inboxView(items: readonly Item[], title: string, texts: Texts, times: Times): View {
  const { columns } = texts;
  return {
    title,
    columns: [
      { title: "ID", width: { most: 9 } },
      { title: columns.account, width: { most: 16 } },
      { title: "★", width: 1 },
      { title: columns.age, width: { most: 12 }, spare: true },
      { title: columns.state, width: { most: 14 } },
      { title: columns.text, width: "rest" },
    ],
    rows: items.map((item) => ({
      id: String(item.id),
      tone: toneOf(item),
      cells: [
        String(item.id),
        item.account,
        item.rating === null ? "?" : String(item.rating),
        times.about(item.created_at),
        stateOf(item, texts),
        summary(item, texts),
      ],
    })),
  };
}

function toneOf({ status, ai_analysis }: Item): Tone {
  if (status === "error" || status === "approved") return "bad";
  return status === "escalated" || (ai_analysis?.attention ?? []).length > 0 ? "warn" : "plain";
}

/** What is approved and listed here all the same does not get out. */
function stateOf({ status }: Item, { items, words }: Texts): string {
  return status === "approved" ? words.unsent : items[status];
}

/** What a person must not overlook stands first: an error, a matter of safety, defects, money or law. */
function summary(item: Item, { policy, words }: Texts): string {
  if (item.error_message) return `✗ ${item.error_message}`;
  const matters = (item.ai_analysis?.attention ?? []).map((matter) => policy.attention[matter]);
  const said = safeLine([item.client_text, item.pros, item.cons].filter(Boolean).join(" · ")) || words.onlyStars;
  return matters.length > 0 ? `! ${matters.join(", ")}: ${said}` : said;
}

interface ItemParts {
  item: Item;
  response: Response | undefined;
  history: readonly AuditRow[];
  /** Another draft has been asked for and is not there yet. */
  isRedrafting: boolean;
}

/** One item: the buyer's words, the analysis, the answer with the checks it failed, and what was done. */
export function itemReading(parts: ItemParts, texts: Texts, times: Times): Reading {
  const { item, response } = parts;
  const analysis = item.ai_analysis;
  // What failed in sending stands at the answer, too.
  const failure = item.error_message === response?.publish_error ? null : item.error_message;
  const upToAnswer = [
    line(headline(item, texts), "title"),
    line(safeLine([item.product_name, item.sku, item.client_name].filter(Boolean).join(" · ")), "dim"),
    ...buyerLines(item, texts),
    ...(analysis ? [line(`─ ${judged(analysis, texts)}`, "dim")] : []),
    ...(failure ? [line(`✗ ${safeLine(failure)}`, "bad")] : []),
    ...answerLines(parts, texts),
  ];
  return {
    id: String(item.id),
    lines: [...upToAnswer, line(`─ ${texts.words.history}`, "dim"), ...past(parts, texts, times)],
    needed: upToAnswer.length,
    answer: response && answerText(response),
  };
}

function headline(item: Item, texts: Texts): string {
  return safeLine(`#${item.id} ${item.account} ${texts.words[item.item_type]}${stars(item)} ${stateOf(item, texts)}`);
}

function stars({ rating }: Item): string {
  return rating === null ? "" : ` ${"★".repeat(rating)}${"☆".repeat(5 - rating)}`;
}

function buyerLines({ client_text, pros, cons }: Item, { words }: Texts): Line[] {
  const said = [client_text || (pros || cons ? "" : words.onlyStars), pros && `+ ${pros}`, cons && `− ${cons}`];
  return said.flatMap((text) => (text ? paragraph(text, "│ ") : []));
}

function judged({ sentiment, category, attention }: StoredAnalysis, texts: Texts): string {
  const matters = attention.map((matter) => texts.policy.attention[matter]);
  return [texts.sentiments[sentiment], texts.categories[category], ...matters].join(" · ");
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

/** What was done, and the texts that gave way to another draft, in order. */
function past({ history, response }: ItemParts, texts: Texts, times: Times): Line[] {
  const deeds = history.map((entry) => ({ at: entry.at, text: deed(entry, texts) }));
  const redrafts = (response?.edit_history ?? [])
    .filter(({ instructions }) => instructions !== undefined)
    .map(({ at, text }) => ({ at: Date.parse(at), text: safeLine(`${texts.words.redrafted}: «${text}»`) }));
  return [...deeds, ...redrafts]
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, text }) => line(`${times.relative(at)}: ${text}`, "dim"));
}

/** What an entry of the audit says besides: why an answer was left to a person, how it should be drafted again. */
const notesForm = z.object({ why: z.string().optional(), instructions: z.string().optional() });

/** `одобрено (anna)`, `оставлено человеку: …`, `попросили переписать (anna): «короче»`. */
function deed({ action, actor, after }: AuditRow, { actions, actors }: Texts): string {
  const done = isItemAction(action) ? actions[action] : action;
  const { why, instructions } = notesForm.safeParse(JSON.parse(after ?? "{}")).data ?? {};
  if (why !== undefined) return safeLine(`${done}. ${why}`);
  const [kind = "", ...name] = actor.split(":");
  const words: Record<string, string> = actors;
  const named = kind === "person" ? name.join(":") : `${words[kind] ?? `${kind}:`} ${name.join(":")}`;
  const wish = instructions === undefined ? "" : `: «${instructions}»`;
  return safeLine(`${done} (${words[actor] ?? named})${wish}`);
}

/** One of the answers that a person is asked about: the buyer's words, the answer whole, what the checks have found. */
export function answerReading(item: Item, response: Response | undefined, texts: Texts): Reading {
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
    answer: response && answerText(response),
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
