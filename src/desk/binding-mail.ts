/** The mail by which a person shows that a mailbox is theirs. */
import type { Message } from "../channels/channel.ts";
import { pageAddress } from "../config/site.ts";
import type { Config } from "../config/schema.ts";
import { textsOf } from "../texts/texts.ts";

/** @param code as it was made; opening the link uses nothing up, the page asks */
export function bindingMail(config: Pick<Config, "alerts" | "http" | "locale">, code: string): Message {
  const words = textsOf(config.locale).alerts.binding;
  const url = `${pageAddress(config)}/alerts?code=${code}`;
  return { subject: words.mailSubject, text: words.mail(code), link: { label: words.mailLink, url } };
}
