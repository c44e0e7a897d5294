/** What a message says of an event, or of many at once. */
import type { Message } from "../channels/channel.ts";
import { pageAddress } from "../config/site.ts";
import type { Config } from "../config/schema.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import { brandOf, itemOf, type AlertEvent, type AlertKind } from "../domain/alert/event.ts";
import type { SummaryHow } from "../domain/alert/plan.ts";
import { wallTime } from "../domain/calendar.ts";
import { isStillOpen } from "../domain/item.ts";
import type { Reader } from "../store/db.ts";
import type { Alert } from "../store/tables/alerts.ts";
import { itemById } from "../store/tables/items.ts";
import { textsOf, type Texts } from "../texts/texts.ts";

type Settings = Pick<Config, "alerts" | "http" | "locale" | "timezone">;

/** A message for one event. */
export function alertMessage(config: Settings, alert: Alert): Message {
  const { event } = alert;
  const words = textsOf(config.locale).alerts;
  const item = itemOf(event);
  const link =
    item === null
      ? { label: words.toHealth, url: `${pageAddress(config)}/health` }
      : { label: words.toItem, url: `${pageAddress(config)}/inbox/${item}` };
  const text = sentenceOf(event, words, config);
  return { text, link, subject: text, facts: factsOf(alert) };
}

/** One message for many events: the dangerous ones by number, the others counted. */
export function summaryMessage(
  reader: Reader,
  config: Settings,
  { alerts, how, channel }: { alerts: readonly Alert[]; how: SummaryHow; channel: ChannelName },
): Message {
  const words = textsOf(config.locale).alerts;
  const title = words.summary[how](alerts.length, words.channels[channel]);
  const kinds = [...new Set(alerts.map(({ kind }) => kind))].toSorted(byOrder);
  const lines = kinds.map((kind) =>
    lineOf(
      reader,
      alerts.filter((alert) => alert.kind === kind),
      words,
    ),
  );
  const link = { label: words.toInbox, url: `${pageAddress(config)}/inbox` };
  const at = Math.max(...alerts.map((alert) => alert.at));
  const level = alerts.some((alert) => alert.level === "urgent") ? "urgent" : "notice";
  return { text: [title, "", ...lines].join("\n"), link, subject: title, facts: { event: "summary", level, at } };
}

/** The most numbers that stand in one line. */
const MOST_LISTED = 10;

function lineOf(reader: Reader, alerts: readonly Alert[], words: Texts["alerts"]): string {
  const [first] = alerts;
  if (!first) return "";
  const items = alerts.flatMap(({ item_id }) => item_id ?? []);
  const open = items.filter((id) => {
    const item = itemById(reader, id);
    return item !== undefined && isStillOpen(item.status);
  });
  const waiting = items.length > 0 ? ` (${words.open(open.length)})` : "";
  const rest = open.length - MOST_LISTED;
  const listed = open.slice(0, MOST_LISTED).map((id) => words.listed(id));
  const numbers = first.level === "urgent" ? [...listed, ...(rest > 0 ? [words.more(rest)] : [])] : [];
  return [`${words.counted[first.kind]}: ${alerts.length}${waiting}`, numbers.join(", ")].filter(Boolean).join("\n");
}

function byOrder(a: AlertKind, b: AlertKind): number {
  const order = Object.keys(textsOf("ru").alerts.counted);
  return order.indexOf(a) - order.indexOf(b);
}

function factsOf({ event, level, at }: Alert): NonNullable<Message["facts"]> {
  const brand = brandOf(event);
  const item = itemOf(event);
  return { event: event.kind, level, at, ...(brand !== null && { brand }), ...(item !== null && { item }) };
}

/** A rule stands there as in the audit log: `rule:danger first`. */
export function whoOf(by: string, words: Texts["alerts"]): string {
  return by.startsWith("rule:") ? words.rule(by.slice("rule:".length)) : by;
}

/** The event in one sentence. */
export function sentenceOf(event: AlertEvent, words: Texts["alerts"], { timezone }: Pick<Config, "timezone">): string {
  switch (event.kind) {
    case "negative":
      return words.negative(event.item_id, event.rating);
    case "edited_down":
      return words.edited_down(event.item_id, event.from, event.to);
    case "handed_on":
      return event.again
        ? words.handed_on_again(event.item_id)
        : words.handed_on(event.item_id, whoOf(event.by, words), event.to);
    case "danger":
    case "delicate":
    case "question":
    case "taken_down":
    case "refused":
    case "gave_up":
    case "goal_missed":
      return words[event.kind](event.item_id);
    case "key_ending":
      return words.key_ending(event.account, event.days);
    case "key_refused":
      return words.key_refused(event.account);
    case "marketplace_away":
    case "marketplace_back":
      return words[event.kind](event.account, words.items[event.item_type]);
    case "ai_away":
    case "ai_back":
    case "ai_budget":
      return words[event.kind];
    case "daily_cap":
      return words.daily_cap(event.cap);
    case "backup_old":
      return words.backup_old(
        event.last === null ? null : wallTime(event.last, timezone).replace("T", " ").slice(0, 16),
      );
    case "channel_off":
    case "channel_refused":
      return words[event.kind](words.channels[event.channel]);
  }
}
