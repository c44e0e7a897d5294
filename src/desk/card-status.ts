/** What has become of an item, in the line of a card that nobody has to decide on any more. */
import type { Clock } from "../base/clock.ts";
import type { AlertKind } from "../domain/alert/event.ts";
import { wallTime } from "../domain/calendar.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Config } from "../config/schema.ts";
import type { Reader } from "../store/db.ts";
import type { Item } from "../store/tables/items.ts";
import { listJobs } from "../store/tables/jobs.ts";
import { responseOf } from "../store/tables/responses.ts";
import { nameOf } from "../store/tables/settings.ts";
import { textsOf } from "../texts/texts.ts";
import { whoOf } from "./alert-message.ts";
import { cut } from "./card-words.ts";
import { unsentReason } from "./hold-reason.ts";

export interface CardAround {
  clock: Clock;
  config: Pick<Config, "alerts" | "approval" | "brands" | "http" | "locale" | "timezone">;
}

/** @param told of which event the card tells @returns undefined while whoever has the card may decide */
export function statusLine(
  reader: Reader,
  around: CardAround,
  item: Item,
  told: AlertKind | undefined,
): string | undefined {
  const { status } = textsOf(around.config.locale).cards;
  switch (item.status) {
    case "pending_review":
    case "new":
    case "analyzing":
      return undefined;
    case "escalated":
      return told === "handed_on" ? undefined : status.passed(item.handed_to, item.reason);
    case "error":
      return status.error;
    case "skipped":
      if (item.skip_reason === "withdrawn") return status.withdrawn;
      return item.skip_reason === "answered_in_cabinet" ? status.answered : status.skipped(item.reason);
    case "approved":
    case "publishing":
    case "published":
      return sentLine(reader, around, item);
  }
}

function sentLine(reader: Reader, around: CardAround, item: Item): string {
  const { clock, config } = around;
  const texts = textsOf(config.locale);
  const { status } = texts.cards;
  const response = responseOf(reader, item.id);
  const by = response?.approved_by ?? "";
  const who = by.startsWith("rule:") ? whoOf(by, texts.alerts) : nameOf(reader, by);
  if (item.status === "published") {
    const sent = status.sent(who, timeOf(item.published_at ?? clock.now(), around));
    return response?.final_text === null ? `${sent} ${status.asDrafted}` : sent;
  }
  const [job] = listJobs(reader, { kind: "send_response", itemId: item.id, limit: 1 });
  const left = item.status === "approved" && job ? Math.ceil((job.run_at - clock.now()) / 1000) : 0;
  const unsent = unsentReason(reader, item, response, around);
  return [left > 0 && !unsent ? status.leaves(who, left) : status.sending(who), unsent?.why].filter(Boolean).join("\n");
}

/** The item in one line: its stars, marketplace, product and buyer. */
export function lineOf(config: Pick<Config, "locale">, item: Item): string {
  const { cards, web } = textsOf(config.locale);
  const stars = item.rating === null ? cards.noStars : starsOf(item.rating);
  const kind = item.item_type === "question" ? cards.question : stars;
  const product = item.product_name === null ? [] : [quoted(cut(safeLine(item.product_name), 60, "…"))];
  const buyer = cut(safeLine(item.client_name ?? cards.nobody), 40, "…");
  return [`${kind} ${web.platforms[item.platform]}`, ...product, buyer].join(", ");
}

/** A name that has quotation marks of its own gets no others around it. */
function quoted(name: string): string {
  return /[«»"„“”]/.test(name) ? name : `«${name}»`;
}

/** `14:20` for today, else `24.11 14:20`, in the business time zone. */
export function timeOf(
  ms: number,
  { clock, config }: Pick<CardAround, "clock"> & { config: Pick<Config, "timezone"> },
): string {
  const [day = "", time = ""] = wallTime(ms, config.timezone).split("T");
  const [, month, date] = day.split("-");
  const isToday = wallTime(clock.now(), config.timezone).startsWith(day);
  return isToday ? time.slice(0, 5) : `${date}.${month} ${time.slice(0, 5)}`;
}

export function starsOf(rating: number): string {
  return "★".repeat(rating) + "☆".repeat(Math.max(0, 5 - rating));
}
