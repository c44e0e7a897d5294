import { plain } from "../../domain/wording/russian.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { Obstacle } from "../../desk/hold-reason.ts";
import { countInWords, type Inbox, type InboxEntry } from "../../desk/inbox.ts";
import { byUrgency } from "../../domain/urgency.ts";
import type { Item } from "../../store/tables/items.ts";
import type { Texts } from "../../texts/ru/index.ts";
import type { Filter } from "../filter.ts";
import { PAGE, type ScreenParts, type ScreenSource } from "../screen-source.ts";
import type { Times, Tone, View } from "../view.ts";
import { answerOf, itemReading, mattersIn, stateInWords } from "./item.ts";

/** What waits for a person, and what does not get out; most urgent first. */
export function inboxScreen({ desk, texts, times }: ScreenParts): ScreenSource {
  /** What does not get out stands under "error": whoever looks for errors finds it. */
  const beside = ({ terms, inverse }: Filter): Filter => {
    return { terms: terms.filter((term) => term !== plain(texts.items.error)), inverse };
  };
  return {
    async list(filter) {
      const [inbox, unsent, obstacles] = await Promise.all([
        desk.inbox({ ...filter, limit: PAGE }),
        desk.unsent({ ...beside(filter), limit: PAGE }),
        desk.obstacles(),
      ]);
      const entries = [...unsent, ...inbox.entries].toSorted((a, b) => byUrgency(a.item, b.item)).slice(0, PAGE);
      const view = inboxView(entries, titleOf(inbox, obstacles, texts), texts, times);
      if (filter.terms.length === 0) return view;
      return { ...view, note: foundNote(entries.length, texts) };
    },
    detail: async (id) => itemReading(await desk.item(Number(id)), texts, times),
  };
}

function titleOf({ waiting, unsent }: Inbox, obstacles: readonly Obstacle[], { words, messages }: Texts): string {
  return [
    `${words.waiting}: ${countInWords(waiting.waiting)}`,
    unsent > 0 && `! ${words.unsentAnswers}: ${unsent}`,
    obstacles.includes("no_daemon") && `! ${messages.noDaemon}`,
    obstacles.includes("publish_paused") && `! ${messages.publishPaused}`,
    obstacles.includes("publish_partly_paused") && `! ${messages.publishPartlyPaused}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function foundNote(found: number, { messages }: Texts): string {
  return `${messages.found}: ${found < PAGE ? String(found) : `${PAGE}, ${messages.mostUrgent}`}`;
}

function inboxView(entries: readonly InboxEntry[], title: string, texts: Texts, times: Times): View {
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
    rows: entries.map(({ item, response }) => ({
      id: String(item.id),
      tone: toneOf(item),
      answer: answerOf(response),
      cells: [
        String(item.id),
        item.account,
        item.rating === null ? "?" : String(item.rating),
        times.about(item.created_at),
        stateInWords(item, texts),
        summary(item, texts),
      ],
    })),
  };
}

function toneOf({ status, ai_analysis }: Item): Tone {
  if (status === "error" || status === "approved") return "bad";
  return status === "escalated" || (ai_analysis?.attention ?? []).length > 0 ? "warn" : "plain";
}

/** What a person must not overlook stands first: an error, a matter of safety, defects, money or law. */
function summary(item: Item, texts: Texts): string {
  if (item.error_message) return `✗ ${item.error_message}`;
  const matters = mattersIn(item.ai_analysis, texts);
  const said = safeLine([item.client_text, item.pros, item.cons].filter(Boolean).join(" · ")) || texts.words.onlyStars;
  return matters.length > 0 ? `! ${matters.join(", ")}: ${said}` : said;
}
