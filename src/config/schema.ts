/**
 * The configuration file, as zod schemas: strict, so that a misspelt key is an error and not a silent default.
 * Durations come out as milliseconds. `config.example.yaml` shows every key with its meaning.
 */
import { z } from "zod";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../base/clock.ts";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../domain/analysis.ts";
import { WEEKDAYS } from "../domain/calendar.ts";
import { ITEM_TYPES, PLATFORMS } from "../domain/platform.ts";
import { JOB_KINDS, SCHEDULED_KINDS } from "../domain/job.ts";
import { words } from "../domain/wording/russian.ts";
import { alertsSchema } from "./alerts.ts";
import { price } from "./price.ts";
import { brandDefaults, brandSchema, id } from "./brand.ts";
import { duration } from "./duration.ts";
import { httpSchema } from "./http.ts";
import { cellSchema, type CellConfig } from "./hub.ts";
import { standbySchema } from "./standby.ts";
import { isTimeZone } from "./time-zone.ts";

const NO_ID = "must be a whole number above 0";
/** A number, or the text that an environment variable is. */
const businessId = z
  .union([z.number(), z.string()], { error: NO_ID })
  .refine((value) => /^[1-9]\d{0,14}$/.test(String(value)), NO_ID)
  .transform(Number);
const secret = z.string().min(1, "must not be empty");
const address = z
  .url({ protocol: /^https?$/, error: "must be an http(s) address" })
  // A URL with credentials would be quoted in errors and logs.
  .refine(
    (text) => !URL.canParse(text) || new URL(text).password === "",
    "must not hold a password: give a token instead",
  );
const baseUrl = address.transform(withoutSlash);
const count = z.int().min(0);
/** A mistyped unit should be an error. */
const LONGEST_GOAL = 90 * DAY_MS;
/** A service's own way out, in place of the general one. */
const proxy = z
  .string()
  .refine(isProxy, 'must be "direct" or an http(s) address of a proxy, without a password (HTTPS_PROXY may have one)');

/** Keys go to another machine without TLS only when somebody has said so. */
const allow_plain_http = z.boolean().optional();

const account = { id, brand: id, base_url: baseUrl.optional(), allow_plain_http, proxy: proxy.optional() };

const accountSchema = z.discriminatedUnion(
  "platform",
  [
    z.strictObject({ ...account, platform: z.literal("wb"), token: secret }),
    z.strictObject({ ...account, platform: z.literal("ozon"), client_id: secret, api_key: secret }),
    z.strictObject({
      ...account,
      platform: z.literal("ym"),
      api_key: secret,
      business_id: businessId,
    }),
  ],
  { error: `must name a platform: ${PLATFORMS.join(", ")}` },
);
export type AccountConfig = z.infer<typeof accountSchema>;

const rating = z.int().min(1).max(5);

/** Such a rule would be taken without a word, and never fit. */
const NO_WORD = "must hold a letter or a digit: no text would ever match it";

const whenSchema = z.strictObject({
  platform: z.array(z.enum(PLATFORMS)).optional(),
  account: z.array(id).optional(),
  type: z.array(z.enum(ITEM_TYPES)).optional(),
  brand: z.array(id).optional(),
  rating: z.strictObject({ min: rating.optional(), max: rating.optional() }).optional(),
  sentiment: z.array(z.enum(SENTIMENTS)).optional(),
  category: z.array(z.enum(CATEGORIES)).optional(),
  attention: z.union([z.boolean(), z.array(z.enum(ATTENTIONS))]).optional(),
  has_text: z.boolean().optional(),
  has_photo: z.boolean().optional(),
  order_cancelled: z.boolean().optional(),
  words: z.array(z.string().refine((phrase) => words(phrase).length > 0, NO_WORD)).optional(),
  sku: z.array(z.string().min(1)).optional(),
});

export const ruleSchema = z.strictObject({
  name: z.string().min(1),
  /** A rule that is switched off decides nothing and keeps its place. */
  enabled: z.boolean().default(true),
  when: whenSchema,
  then: z.enum(["approve", "review", "escalate", "skip"]),
});

/** What goes out without a person, and how much of it. */
export const approvalSchema = z.strictObject({
  undo_window: duration.prefault("30s"),
  daily_cap: count.default(500),
  /** False stops all rules at once: everything waits for a person. */
  rules_enabled: z.boolean().default(true),
  rules: z.array(ruleSchema).default([]),
});

const scheduleSchema = z.strictObject({
  cron: z.string().optional(),
  missed: z.enum(["skip", "once", "all"]).optional(),
  overlap: z.enum(["skip", "queue"]).optional(),
  enabled: z.boolean().default(true),
});

const taskSchema = z.strictObject({
  retries: z.int().min(0).max(100).optional(),
  retry_delay: duration.optional(),
  soft_limit: duration.optional(),
  hard_limit: duration.optional(),
});

const slots = z.int().min(1).max(100);

/** The way to an LLM. */
const llmWay = {
  allow_plain_http,
  timeout: duration.prefault("30s"),
  proxy: proxy.optional(),
  /** Sent with every request: a folder, a project. */
  extra_headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, "must be the name of a header"), secret).optional(),
  /** Fields of every request besides ours: how long a model may think. */
  extra_body: z.record(z.string(), z.json()).optional(),
  /** GigaChat: the key buys tokens there. */
  sign_in: z.strictObject({ url: baseUrl, scope: z.string().min(1).default("GIGACHAT_API_PERS") }).optional(),
  price,
};

const aiSchema = z.strictObject({
  ...llmWay,
  /** When it is missing, `openai` is used if there is a key, otherwise `offline`. */
  provider: z.enum(["openai", "offline"]).optional(),
  base_url: baseUrl.default("https://api.openai.com/v1"),
  api_key: secret.optional(),
  model: z.string().min(1).default("gpt-5-mini"),
  /** Another LLM, which is asked while this one cannot be used. */
  fallback: z.strictObject({ ...llmWay, base_url: baseUrl, api_key: secret, model: z.string().min(1) }).optional(),
  daily_budget: z.strictObject({ tokens: z.int().positive() }).optional(),
  /** How long the AI may be away before ready phrases stand in for 1–3★ reviews and questions. */
  stand_in_after: duration.prefault("1h"),
  /** Whether the LLM looks a second time at each draft that a rule would approve, at the draft alone. */
  judge: z.boolean().default(true),
});

const queueSchema = z.strictObject({
  /** Jobs at the same time; `poll` and `publish` are for each marketplace. */
  lanes: z
    .strictObject({
      poll: slots.default(2),
      ai: slots.default(4),
      publish: slots.default(2),
      alerts: slots.default(2),
      system: slots.default(1),
    })
    .prefault({}),
  soft_limit: duration.prefault("5m"),
  hard_limit: duration.prefault("10m"),
  shutdown_grace: duration.prefault("20s"),
  retention: z.strictObject({ done: duration.prefault("30d"), failed: duration.prefault("180d") }).prefault({}),
});

const goal = duration.refine((ms) => ms <= LONGEST_GOAL, "must be at most 90d");
const timeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time of the day, like "09:00"');

/** How soon buyers should be answered: 1–2★ and danger, questions, the rest; see `domain/goal.ts`. */
const goalsSchema = z.strictObject({
  urgent: goal.prefault("30m"),
  questions: goal.prefault("30m"),
  rest: goal.prefault("24h"),
  hours: z
    .strictObject({
      days: z.array(z.enum(WEEKDAYS)).min(1, "must list at least one day").default(["mon", "tue", "wed", "thu", "fri"]),
      from: timeOfDay,
      to: timeOfDay,
    })
    .refine(({ from, to }) => clockApart(from, to) >= HOUR_MS, {
      error: "must end on the same day, an hour after it begins or later",
      path: ["to"],
    })
    .nullable()
    .default(null),
});

/** The whole file. */
export const configSchema = z.strictObject({
  database: z.string().min(1).default("./reputation.db"),
  timezone: z
    .string()
    .default("Europe/Moscow")
    .refine(isTimeZone, { error: (issue) => `is no time zone: "${String(issue.input)}" (example: Europe/Moscow)` }),
  locale: z.enum(["ru", "en"]).default("ru"),
  accounts: z.array(accountSchema).min(1, "must list at least one account"),
  /** Counts in the brands, under which it is laid before. */
  brand_defaults: brandDefaults.optional().transform(() => undefined),
  brands: z.array(brandSchema).min(1, "must list at least one brand"),
  poll: z.strictObject({ lookback: duration.prefault("30d"), overlap: duration.prefault("1d") }).prefault({}),
  ai: aiSchema.prefault({}),
  knowledge: z
    .strictObject({
      products_file: z.string().min(1).nullish(),
      api_url: baseUrl.nullish(),
      allow_plain_http,
      proxy: proxy.optional(),
    })
    .default({}),
  approval: approvalSchema.prefault({}),
  schedule: z.partialRecord(z.enum(SCHEDULED_KINDS), scheduleSchema).default({}),
  tasks: z.partialRecord(z.enum(JOB_KINDS), taskSchema).default({}),
  goals: goalsSchema.prefault({}),
  publish: z
    .strictObject({ recheck_after: duration.prefault("45s"), rounds: z.int().min(1).max(10).default(3) })
    .prefault({}),
  queue: queueSchema.prefault({}),
  http: httpSchema(secret, proxy).prefault({}),
  backup: z
    .strictObject({ dir: z.string().min(1).default("./backups"), keep: z.int().min(1).max(10_000).default(24) })
    .prefault({}),
  /** Where Litestream's copies and the epochs are, for a standby (docs/standby.md). */
  standby: standbySchema({ secret, baseUrl, proxy }).optional(),
  /** The way out to other computers, for every service that names none of its own. */
  net: z.strictObject({ proxy: proxy.optional(), ca_file: z.string().min(1).nullable().default(null) }).prefault({}),
  office: z
    .strictObject({ url: baseUrl.nullish(), allow_plain_http, token: secret.nullish(), proxy: proxy.optional() })
    .default({}),
  /** Assistants: whether one may approve answers on behalf of its person. */
  mcp: z.strictObject({ approve: z.boolean().default(false) }).prefault({}),
  alerts: alertsSchema({ secret, proxy, address, baseUrl }).prefault({}),
  log: z
    .strictObject({ level: z.enum(["trace", "debug", "info", "warn", "error", "fatal"]).default("info") })
    .prefault({}),
});

/** The whole file of a hub, which has cells in place of accounts. Made when there is one: few programs are hubs. */
export const hubSchema = () =>
  configSchema
    .pick({
      database: true,
      timezone: true,
      locale: true,
      goals: true,
      backup: true,
      standby: true,
      alerts: true,
      net: true,
      log: true,
    })
    .extend({
      cells: z.array(cellSchema(secret, baseUrl, proxy)).min(1, "must list at least one cell"),
      http: httpSchema(secret, proxy)
        .pick({ listen: true, public_url: true, hosts: true, tls: true, proxy: true, sign_in: true })
        .prefault({}),
    });

/** A hub's configuration as one that has everything: nothing is polled and answered there. */
export function completed(hub: z.infer<ReturnType<typeof hubSchema>>): Config {
  // What a hub has no use for, with its defaults.
  const rest = configSchema.omit({ accounts: true, brand_defaults: true, brands: true }).parse({});
  return { ...rest, ...hub, http: { ...rest.http, ...hub.http }, accounts: [], brand_defaults: undefined, brands: [] };
}

/** A complete, checked configuration: every default filled in, every duration in milliseconds. */
export type Config = z.infer<typeof configSchema> & {
  /** Those of a hub; missing in the configuration of a daemon. */
  cells?: CellConfig[];
};

/** Milliseconds from one time of the day to another, by the clock. */
function clockApart(from: string, to: string): number {
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return (minutes(to) - minutes(from)) * MINUTE_MS;
}

/** An address with a password would be quoted by `config show` and in messages. */
function isProxy(text: string): boolean {
  if (text === "direct") return true;
  if (!URL.canParse(text)) return false;
  const { protocol, password } = new URL(text);
  return /^https?:$/.test(protocol) && password === "";
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
