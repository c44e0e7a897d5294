/** The section `alerts` of the configuration: the ways in which people are told. */
import { z } from "zod";
import { LEVELS, TOPICS } from "../domain/alert/event.ts";

/** Forms that other sections have, too. */
interface Forms {
  secret: z.ZodType<string>;
  proxy: z.ZodType<string>;
  /** As it is written. */
  address: z.ZodType<string>;
  /** Without a slash at its end. */
  baseUrl: z.ZodType<string>;
}

const MAILBOX = /^[^\s@<>"]+@[^\s@<>"]+$/;
/** Of a sender: a line break would begin a header of its own. */
// oxlint-disable-next-line no-control-regex -- exactly these
const ONE_LINE = /^[^\u0000-\u001F\u007F]+$/;

const mailbox = z
  .string()
  .regex(ONE_LINE, "must be one line")
  .refine(
    (text) => MAILBOX.test(/<([^<>]*)>$/.exec(text)?.[1] ?? text),
    "must be an address, like alerts@shop.example or Shop <alerts@shop.example>",
  );

const emailSchema = (secret: Forms["secret"]) =>
  z
    .strictObject({
      host: z.string().regex(/^(\[[0-9a-fA-F:]+\]|[\w.-]+)$/, "must be a host name or an address, without a port"),
      port: z.int().min(1).max(65_535).optional(),
      /** starttls: the connection begins in the clear and is refused unless it is encrypted then; tls: from the first byte. */
      security: z.enum(["starttls", "tls"]).default("starttls"),
      user: z.string().min(1).regex(ONE_LINE, "must be one line").optional(),
      password: secret.optional(),
      from: mailbox,
      ca_file: z.string().min(1).optional(),
    })
    .transform((email) => ({ ...email, port: email.port ?? (email.security === "tls" ? 465 : 587) }));

const webhookSchema = ({ secret, proxy, address }: Forms) =>
  z.strictObject({
    name: z.string().regex(/^[\w.-]{1,60}$/, "a name of letters, digits, . _ -"),
    url: address,
    secret,
    brands: z.array(z.string()).min(1).optional(),
    events: z.array(z.enum(TOPICS)).min(1).optional(),
    least: z.enum(LEVELS).default("notice"),
    allow_plain_http: z.boolean().optional(),
    proxy: proxy.optional(),
  });

/** @param forms of a secret, of a way out, of a service's address */
export function alertsSchema(forms: Forms) {
  const { secret, proxy, baseUrl } = forms;
  const service = { token: secret, proxy: proxy.optional(), allow_plain_http: z.boolean().optional() };
  return z.strictObject({
    /** The address of the page in messages; `http.public_url` without one. */
    page_url: baseUrl.optional(),
    telegram: z
      .strictObject({
        ...service,
        api_root: baseUrl.default("https://api.telegram.org"),
        mode: z.enum(["polling", "webhook"]).default("polling"),
        /** What Telegram sends along with each call of the webhook. */
        secret: secret.optional(),
      })
      .optional(),
    max: z
      .strictObject({
        ...service,
        api_root: baseUrl.default("https://platform-api2.max.ru"),
        ca_file: z.string().min(1).optional(),
      })
      .optional(),
    email: emailSchema(secret).optional(),
    webhooks: z.array(webhookSchema(forms)).default([]),
  });
}
