/** What a message says of an event, or of many at once. */
import type { Message } from "../channels/channel.ts";
import { marked, type Piece } from "../channels/marks.ts";
import { pageAddress } from "../config/site.ts";
import type { Config } from "../config/schema.ts";
import type { ChannelName } from "../domain/alert/channel-name.ts";
import { brandOf, itemOf, type AlertEvent, type AlertKind } from "../domain/alert/event.ts";
import type { SummaryHow } from "../domain/alert/plan.ts";
import { wallTime } from "../domain/calendar.ts";
import { idForPrograms, refOf } from "../domain/item-ref.ts";
import { cut, MARK } from "./card-words.ts";
import { productTitle, signalInWords } from "./signal-words.ts";
import type { Alert } from "../store/tables/alerts.ts";
import { textsOf, type Texts } from "../texts/texts.ts";

type Settings = Pick<Config, "alerts" | "cells" | "http" | "locale" | "timezone">;

/** A message for one event. @param quote what the buyer of an item wrote, in one line; undefined when it cannot be had */
export function alertMessage(config: Settings, alert: Alert, quote: (id: number) => string | undefined): Message {
  const { event } = alert;
  const text = toldSentence(alert, textsOf(config.locale), config);
  const [subject = ""] = text.split("\n");
  const quotes = event.kind === "product_signal" ? event.items.flatMap((id) => quoted(quote(id))) : [];
  const head: Piece[] = event.kind === "weekly" ? [{ bold: subject }, text.slice(subject.length)] : [text];
  const quoteds: Piece[] = quotes.length > 0 ? ["\n", { quote: quotes.join("\n") }] : [];
  return { ...marked([...head, ...quoteds]), link: linkOf(event, config), subject, facts: factsOf(alert) };
}

/** The page about it. */
function linkOf(event: AlertEvent, config: Settings): NonNullable<Message["link"]> {
  const words = textsOf(config.locale).alerts;
  const page = pageAddress(config);
  const item = itemOf(event);
  if (item !== null) return { label: words.toItem, url: `${page}/inbox/${refOf(item)}` };
  if (event.kind === "weekly") return { label: words.toFigures, url: `${page}/figures?${query({ days: "7" })}` };
  if (event.kind !== "product_signal")
    return config.cells
      ? { label: words.toCells, url: `${page}/cells` }
      : { label: words.toHealth, url: `${page}/health` };
  const { platform, brand, sku } = event;
  return { label: words.toProduct, url: `${page}/products/one?${query({ mp: platform, brand, sku })}` };
}

function query(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}

const [LONGEST_QUOTE, LONGEST_NAME] = [200, 100];

function quoted(line: string | undefined): string[] {
  return line === undefined ? [] : [`${MARK}${cut(line, LONGEST_QUOTE, "…")}`];
}

/** One message for many events: the dangerous ones by number, the others counted. */
export function summaryMessage(
  config: Settings,
  { alerts, how, channel }: { alerts: readonly Alert[]; how: SummaryHow; channel: ChannelName },
  isOpen: (id: number) => boolean,
): Message {
  const words = textsOf(config.locale).alerts;
  const title = words.summary[how](alerts.length, words.channels[channel]);
  const kinds = [...new Set(alerts.map(({ kind }) => kind))].toSorted(byOrder);
  const lines = kinds.map((kind) =>
    lineOf(
      isOpen,
      alerts.filter((alert) => alert.kind === kind),
      textsOf(config.locale),
      config,
    ),
  );
  const link = { label: words.toInbox, url: `${pageAddress(config)}/inbox` };
  const at = Math.max(...alerts.map((alert) => alert.at));
  const level = alerts.some((alert) => alert.level === "urgent") ? "urgent" : "notice";
  return {
    ...marked([{ bold: title }, `\n\n${lines.join("\n")}`]),
    link,
    subject: title,
    facts: { event: "summary", level, at },
  };
}

/** The most numbers that stand in one line. */
const MOST_LISTED = 10;

/** The most sentences that stand in a summary of one kind. */
const MOST_TOLD = 5;
/** Their number alone would say nothing. */
const TOLD: ReadonlySet<AlertKind> = new Set<AlertKind>(["product_signal", "weekly"]);

function lineOf(isOpen: (id: number) => boolean, alerts: readonly Alert[], say: Texts, config: Settings): string {
  const [first] = alerts;
  const words = say.alerts;
  if (!first) return "";
  if (TOLD.has(first.kind)) return toldOf(alerts, say, config);
  const items = alerts.flatMap(({ item_id }) => item_id ?? []);
  const open = items.filter(isOpen);
  const waiting = items.length > 0 ? ` (${words.open(open.length)})` : "";
  const rest = open.length - MOST_LISTED;
  const listed = open.slice(0, MOST_LISTED).map((id) => words.listed(refOf(id)));
  const numbers = first.level === "urgent" ? [...listed, ...(rest > 0 ? [words.more(rest)] : [])] : [];
  return [`${words.counted[first.kind]}: ${alerts.length}${waiting}`, numbers.join(", ")].filter(Boolean).join("\n");
}

function toldOf(alerts: readonly Alert[], say: Texts, config: Settings): string {
  const told = alerts.slice(0, MOST_TOLD).map((alert) => toldSentence(alert, say, config).split("\n")[0]);
  const rest = alerts.length - MOST_TOLD;
  const { counted, more } = say.alerts;
  return [`${counted[alerts[0]!.kind]}: ${alerts.length}`, ...told, ...(rest > 0 ? [more(rest)] : [])].join("\n");
}

function byOrder(a: AlertKind, b: AlertKind): number {
  const order = Object.keys(textsOf("ru").alerts.counted);
  return order.indexOf(a) - order.indexOf(b);
}

function factsOf({ event, level, at }: Alert): NonNullable<Message["facts"]> {
  const brand = brandOf(event);
  const item = itemOf(event);
  return {
    event: event.kind,
    level,
    at,
    ...(brand !== null && { brand }),
    ...(item !== null && { item: idForPrograms(item) }),
  };
}

/** A rule stands there as in the audit log: `rule:danger first`. */
export function whoOf(by: string, words: Texts["alerts"]): string {
  return by.startsWith("rule:") ? words.rule(by.slice("rule:".length)) : by;
}

/** What is of no item begins with the cell in which it has happened. */
function toldSentence({ event, cell }: Alert, say: Texts, config: Pick<Config, "cells" | "timezone">): string {
  const sentence = sentenceOf(event, say, config);
  if (cell === null || itemOf(event) !== null) return sentence;
  return `${config.cells?.find(({ id }) => id === cell)?.name ?? cell}: ${sentence}`;
}

/** The event in one sentence. */
export function sentenceOf(event: AlertEvent, say: Texts, { timezone }: Pick<Config, "timezone">): string {
  const words = say.alerts;
  switch (event.kind) {
    case "negative":
      return words.negative(refOf(event.item_id), event.rating);
    case "edited_down":
      return words.edited_down(refOf(event.item_id), event.from, event.to);
    case "handed_on":
      return event.again
        ? words.handed_on_again(refOf(event.item_id))
        : words.handed_on(refOf(event.item_id), whoOf(event.by, words), event.to);
    case "danger":
    case "delicate":
    case "question":
    case "taken_down":
    case "refused":
    case "gave_up":
    case "goal_missed":
      return words[event.kind](refOf(event.item_id));
    case "product_signal": {
      const { name, sku, signal } = event;
      return words.product_signal(cut(productTitle(name, sku, say), LONGEST_NAME, "…"), signalInWords(signal, say));
    }
    case "weekly":
      return event.text;
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
