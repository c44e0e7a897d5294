import { isItemAction } from "../../domain/audit.ts";
import { safeLine, safeText } from "../../domain/safe-text.ts";
import type { StoredAnalysis } from "../../domain/analysis.ts";
import type { AuditRow } from "../../store/audit.ts";
import type { Item } from "../../store/items.ts";
import { answerText, type Response } from "../../store/responses.ts";
import type { Texts } from "../../texts/ru.ts";
import type { Line, Reading, Times, Tone, View } from "../view.ts";

/** What waits for a person, most urgent first. */
export function inboxView(items: readonly Item[], count: string, texts: Texts, times: Times): View {
  const { columns } = texts;
  return {
    title: count,
    columns: [
      { title: "ID", width: 7 },
      { title: columns.account, width: 10 },
      { title: "★", width: 2 },
      { title: columns.age, width: 12, spare: true },
      { title: columns.state, width: 14 },
      { title: columns.text, width: "rest" },
    ],
    rows: items.map((item) => ({
      id: String(item.id),
      tone: item.status === "error" ? "bad" : item.status === "escalated" ? "warn" : "plain",
      cells: [
        String(item.id),
        item.account,
        item.rating === null ? "?" : String(item.rating),
        times.about(item.created_at),
        texts.items[item.status],
        summary(item, texts),
      ],
    })),
  };
}

function summary(item: Item, texts: Texts): string {
  if (item.error_message) return `✗ ${item.error_message}`;
  return safeLine([item.client_text, item.pros, item.cons].filter(Boolean).join(" · ")) || texts.words.onlyStars;
}

/** One item: the buyer's words, the analysis, the answer with the checks it failed, and what was done. */
export function itemLines(
  item: Item,
  response: Response | undefined,
  history: readonly AuditRow[],
  texts: Texts,
  times: Times,
): Reading {
  const stars = item.rating === null ? "" : ` ${"★".repeat(item.rating)}${"☆".repeat(5 - item.rating)}`;
  const analysis = item.ai_analysis;
  const buyer = [
    item.client_text || texts.words.onlyStars,
    item.pros && `+ ${item.pros}`,
    item.cons && `− ${item.cons}`,
  ];
  // What failed in sending stands at the answer, too.
  const failure = item.error_message === response?.publish_error ? null : item.error_message;
  const upToAnswer = [
    line(
      safeLine(`#${item.id} ${item.account} ${texts.words[item.item_type]}${stars} ${texts.items[item.status]}`),
      "title",
    ),
    line(safeLine([item.product_name, item.sku, item.client_name].filter(Boolean).join(" · ")), "dim"),
    ...buyer.flatMap((text) => (text ? paragraph(text, "│ ") : [])),
    ...(analysis ? [line(`─ ${judged(analysis, texts)}`, "dim")] : []),
    ...(failure ? [line(`✗ ${safeLine(failure)}`, "bad")] : []),
    ...answerLines(response, texts),
  ];
  const past = history.map((entry) => line(`${times.relative(entry.at)}: ${deed(entry, texts)}`, "dim"));
  return {
    id: String(item.id),
    lines: [...upToAnswer, line(`─ ${texts.words.history}`, "dim"), ...past],
    needed: upToAnswer.length,
    answer: response && answerText(response),
  };
}

function judged({ sentiment, category, attention }: StoredAnalysis, texts: Texts): string {
  const matters = attention.map((matter) => texts.policy.attention[matter]);
  return [texts.sentiments[sentiment], texts.categories[category], ...matters].join(" · ");
}

/** `одобрено (anna)`, `оставлено человеку (правило 5 звёзд)`. */
function deed({ action, actor }: AuditRow, { actions, actors }: Texts): string {
  const [kind = "", ...name] = actor.split(":");
  const words: Record<string, string> = actors;
  const named = kind === "person" ? name.join(":") : `${words[kind] ?? `${kind}:`} ${name.join(":")}`;
  const who = words[actor] ?? named;
  return safeLine(`${isItemAction(action) ? actions[action] : action} (${who})`);
}

/** One of several answers that are approved together: the buyer's words in a line, the answer whole. */
export function answerReading(item: Item, response: Response | undefined, texts: Texts): Reading {
  const id = String(item.id);
  if (!response) return { id, lines: [line(`#${id} ${texts.words.noAnswer}`, "warn")], needed: 1, answer: undefined };
  const tone = response.problems.length > 0 ? "warn" : "plain";
  const lines = [
    line(`#${id} ${safeLine(item.client_text) || texts.words.onlyStars}`, "dim"),
    line(`→ ${safeLine(answerText(response))}`, tone),
  ];
  return { id, lines, needed: lines.length, answer: answerText(response) };
}

function answerLines(response: Response | undefined, texts: Texts): Line[] {
  if (!response) return [line(texts.words.noAnswer, "warn")];
  const text = answerText(response);
  const checks = response.problems.length === 0 ? ` · ✓ ${texts.words.checks}` : "";
  return [
    line(`─ ${texts.words.draft} (${text.length})${checks}`, "dim"),
    ...paragraph(text, ""),
    ...response.problems.map((problem) => line(`! ${safeLine(problem.message)}`, "warn")),
    ...(response.publish_error ? [line(`✗ ${safeLine(response.publish_error)}`, "bad")] : []),
  ];
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
