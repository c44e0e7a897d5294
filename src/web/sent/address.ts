/** The address of the list of what went out: its filter stands in it, so that a bookmark is a view. */
import { z } from "zod";
import { dayOf } from "../../domain/calendar.ts";
import { PLATFORMS } from "../../domain/platform.ts";
import { FATES } from "../../domain/response.ts";
import type { SentQuery } from "../../desk/sent.ts";
import { many, optional } from "../address.ts";
import { day, daysOf, ownDays, PERIODS } from "../period.ts";

const form = z.object({
  mp: many(z.enum(PLATFORMS)),
  brand: optional(z.string().min(1).max(100)),
  /** Rules, people, or one of them by its name in the audit log. */
  by: optional(
    z.union([
      z.enum(["rules", "people"]),
      z
        .string()
        .max(210)
        .regex(/^(?:rule|person):./),
    ]),
  ),
  edit: optional(z.enum(["drafted", "edited"])),
  state: optional(z.enum(FATES)),
  period: z.enum(PERIODS).catch("today"),
  from: optional(day),
  to: optional(day),
  q: optional(z.string().trim().min(1).max(200)),
  after: optional(z.string().regex(/^\d{1,16}_\d{1,16}$/)),
});

/** What the address says. Whatever it says wrong counts as not said. */
export type SentAddress = z.infer<typeof form>;

/** @param query the parameters as they came, each with all its values */
export function readSentAddress(query: Record<string, string[]>): SentAddress {
  const flat = Object.entries(query).map(([name, values]) => [name, values.length === 1 ? values[0] : values]);
  return form.parse(Object.fromEntries(flat));
}

/** The address with some of it changed; what has its usual value is left out. */
export function sentAddressOf(
  address: Partial<SentAddress>,
  change: Partial<SentAddress> = {},
  path = "/sent",
): string {
  const { mp = [], period = "today", from, to, ...rest } = { ...address, ...change };
  const query = new URLSearchParams();
  for (const one of mp) query.append("mp", one);
  if (period !== "today") query.set("period", period);
  for (const [name, value] of Object.entries({ ...ownDays({ period, from, to }), ...rest }))
    if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

/** The desk's query for the address. */
export function sentQueryOf(
  address: SentAddress,
  { now, timezone }: { now: number; timezone: string },
): Omit<SentQuery, "limit"> {
  const { mp, brand, by, edit, state, q, after } = address;
  const [at, id] = after?.split("_").map(Number) ?? [];
  return {
    platform: mp.length === 0 ? undefined : mp,
    brand: brand === undefined ? undefined : [brand],
    by: by === undefined || by === "rules" || by === "people" ? by : { actor: by },
    edited: edit && edit === "edited",
    fate: state,
    ...daysOf(address, dayOf(now, timezone)),
    q,
    after: at === undefined || id === undefined ? undefined : { sent_at: at, item_id: id },
  };
}

/** The parts of the filter that are set besides the period, each with the address without it. */
export function chosenSent(address: SentAddress): { name: keyof SentAddress; without: SentAddress }[] {
  const names = ["mp", "brand", "by", "edit", "state", "q"] as const;
  return names
    .filter((name) => (name === "mp" ? address.mp.length > 0 : address[name] !== undefined))
    .map((name) => ({ name, without: { ...address, after: undefined, [name]: name === "mp" ? [] : undefined } }));
}
