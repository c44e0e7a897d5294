/** A message that tells of nothing: it shows that a channel reaches the person. */
import type { Message } from "../channels/channel.ts";
import { pageAddress } from "../config/site.ts";
import type { Config } from "../config/schema.ts";
import { textsOf } from "../texts/texts.ts";

/** @param at Unix ms */
export function trialMessage(config: Pick<Config, "alerts" | "http" | "locale">, at: number): Message {
  const { trial } = textsOf(config.locale).alerts;
  const link = { label: trial.link, url: `${pageAddress(config)}/alerts` };
  return { subject: trial.subject, text: trial.text, link, facts: { event: "trial", level: "info", at } };
}
