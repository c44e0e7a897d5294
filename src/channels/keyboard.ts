import { isLoopback } from "../config/loopback.ts";
import type { Message } from "./channel.ts";

/** Telegram: InlineKeyboardButton. MAX takes longer ones. */
const LONGEST_DATA_BYTES = 64;

/** Whether the buttons' ids are short enough to come back whole. */
export function areShort({ buttons = [] }: Message): boolean {
  return buttons.flat().every(({ id }) => id !== "" && Buffer.byteLength(id) <= LONGEST_DATA_BYTES);
}

/** A messenger refuses a whole message over a button that leads to a name without a dot, or to this machine. */
export function canBeButton(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname.includes(".") && !isLoopback(hostname);
}

/** The text, with the link in it when it can be no button and there is room. */
export function textOf({ text, link }: Message, longest: number): string {
  if (!link || canBeButton(link.url)) return text.toWellFormed();
  const whole = `${text}\n\n${link.label}: ${link.url}`;
  return (whole.length <= longest ? whole : text).toWellFormed();
}
