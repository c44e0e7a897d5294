import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/base/clock.ts";
import { LEVELS, TOPICS, type Level } from "../../../src/domain/alert/event.ts";
import { nextDigest, quietUntil } from "../../../src/domain/alert/hours.ts";
import { next, when, WINDOW_MS, type Step, type Waiting } from "../../../src/domain/alert/plan.ts";
import { alertSettings, DEFAULT_SETTINGS, WAYS, type AlertSettings } from "../../../src/domain/alert/settings.ts";

const BERLIN = "Europe/Berlin";
const at = (iso: string): number => Date.parse(iso);

test("quiet hours over midnight end in the morning, also in the nights in which clocks are changed", () => {
  const quiet = { from: "22:00", to: "08:00" };
  const until = (now: string) => quietUntil(quiet, at(now), BERLIN);
  expect(until("2026-11-24T20:59:59Z")).toBeUndefined();
  expect(until("2026-11-24T21:00:00Z")).toBe(at("2026-11-25T07:00:00Z"));
  expect(until("2026-11-25T06:59:59Z")).toBe(at("2026-11-25T07:00:00Z"));
  expect(until("2026-11-25T07:00:00Z")).toBeUndefined();
  // The night of 23 hours, and the one of 25.
  expect(until("2026-03-28T22:00:00Z")).toBe(at("2026-03-29T06:00:00Z"));
  expect(until("2026-10-24T22:00:00Z")).toBe(at("2026-10-25T07:00:00Z"));
});

test("quiet hours that begin at a time which the clocks leap over begin with the leap", () => {
  const quiet = { from: "02:30", to: "04:00" };
  expect(quietUntil(quiet, at("2026-03-29T00:59:59Z"), BERLIN)).toBeUndefined();
  expect(quietUntil(quiet, at("2026-03-29T01:00:00Z"), BERLIN)).toBe(at("2026-03-29T02:00:00Z"));
});

test("the next digest is today's, and after the last one tomorrow's first", () => {
  const times = ["18:00", "09:00"];
  expect(nextDigest(times, at("2026-11-24T08:00:00Z"), BERLIN)).toBe(at("2026-11-24T17:00:00Z"));
  expect(nextDigest(times, at("2026-11-24T17:00:00Z"), BERLIN)).toBe(at("2026-11-25T08:00:00Z"));
  expect(nextDigest([], 0, BERLIN)).toBeUndefined();
});

test("what concerns a person alone comes whatever brands they chose, and danger comes through quiet hours", () => {
  const settings: AlertSettings = { ...DEFAULT_SETTINGS, brands: ["kids"] };
  const night = at("2026-11-24T23:00:00Z");
  const told = { topic: "negative", level: "notice", brand: "market", isPersonal: false } as const;
  expect(when(settings, told, night, BERLIN)).toEqual({ how: "never", why: "brand" });
  const morning = at("2026-11-25T07:00:00Z");
  expect(when(settings, { ...told, isPersonal: true }, night, BERLIN)).toEqual({ how: "quiet", at: morning });
  const danger = { topic: "danger", level: "urgent", brand: "kids", isPersonal: false } as const;
  expect(when(settings, danger, night, BERLIN)).toEqual({ how: "single", at: night });
});

const minute = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((m) => `${two(Math.floor(m / 60))}:${two(m % 60)}`);
const quietHours = fc.record({ from: minute, to: minute }).filter(({ from, to }) => from !== to);
const settingsOf = fc.record({
  brands: fc.option(fc.subarray(["a", "b"])),
  topics: fc
    .array(fc.constantFrom(...WAYS), { minLength: TOPICS.length, maxLength: TOPICS.length })
    .map((ways) => Object.fromEntries(TOPICS.map((topic, i) => [topic, ways[i]])) as AlertSettings["topics"]),
  least: fc.constantFrom(...LEVELS),
  quiet: fc.option(quietHours),
  digest: fc.array(minute, { maxLength: 3 }),
  singles: fc.integer({ min: 1, max: 6 }),
});
const event = fc.record({
  /** Most come close together: that is what the limit is for. */
  after: fc.oneof(fc.integer({ min: 0, max: 5 * MINUTE_MS }), fc.integer({ min: 0, max: 7 * HOUR_MS })),
  topic: fc.constantFrom(...TOPICS),
  level: fc.constantFrom(...LEVELS),
  brand: fc.constantFrom("a", "b", null),
});
/** Around the two changes of the clocks in Berlin, and a zone whose clocks change by half an hour. */
const start = fc.constantFrom(
  [at("2026-03-28T12:00:00Z"), BERLIN] as const,
  [at("2026-10-24T12:00:00Z"), BERLIN] as const,
  [at("2026-04-04T02:00:00Z"), "Australia/Lord_Howe"] as const,
);
/** When the channel does not answer, from the start on. */
const outage = fc.record({ from: fc.integer({ min: 0, max: DAY_MS }), for: fc.integer({ min: 0, max: DAY_MS }) });

interface Sent {
  at: number;
  step: Extract<Step, { do: "single" | "summary" }>;
  levels: Level[];
}

/** Lives through the events as the deliverer does, and stops when nothing waits. */
function live(
  settings: AlertSettings,
  events: readonly { at: number; id: number; level: Level; plan: ReturnType<typeof when> }[],
  { timezone, away }: { timezone: string; away: (now: number) => number | undefined },
): { sent: Sent[]; waiting: Waiting[] } {
  const sent: Sent[] = [];
  let waiting: Waiting[] = [];
  const levels = new Map(events.map(({ id, level }) => [id, level]));
  let now = events[0]?.at ?? 0;
  const left = [...events];
  for (let turn = 0; turn < 10_000; turn++) {
    for (; left[0] && left[0].at <= now; left.shift()) {
      const { id, level, plan } = left[0];
      if (plan.how !== "never") waiting.push({ id, level, how: plan.how, dueAt: plan.at });
    }
    const singles = sent.filter(({ step }) => step.do === "single").map((one) => one.at);
    const step = next(waiting, singles, settings, now, timezone);
    const back = away(now);
    if (step.do === "rest" && left.length === 0) break;
    if (step.do === "hold") {
      for (const one of waiting)
        if (step.ids.includes(one.id)) Object.assign(one, { how: step.how, dueAt: step.until });
    } else if (step.do === "rest" || step.do === "wait") {
      now = Math.min(left[0]?.at ?? Infinity, step.do === "wait" ? step.until : Infinity);
    } else if (back !== undefined) {
      now = Math.min(left[0]?.at ?? Infinity, back);
    } else {
      const ids = step.do === "single" ? [step.id] : step.ids;
      sent.push({ at: now, step, levels: ids.map((id) => levels.get(id)!) });
      waiting = waiting.filter(({ id }) => !ids.includes(id));
    }
  }
  return { sent, waiting };
}

test("no event is lost, none comes twice, and nobody gets more singles than the settings say or is woken for less than danger", () => {
  const told = fc.tuple(settingsOf, start, fc.array(event, { minLength: 1, maxLength: 60 }), outage);
  fc.assert(
    fc.property(told, ([settings, [from, timezone], drawn, gap]) => {
      expect(alertSettings.safeParse(settings).success).toBe(true);
      let clock = from;
      const events = drawn.map(({ after, topic, level, brand }, id) => {
        clock += after;
        return {
          at: clock,
          id,
          level,
          plan: when(settings, { topic, level, brand, isPersonal: false }, clock, timezone),
        };
      });
      const end = from + gap.from + gap.for;
      const away = (now: number) => (now >= from + gap.from && now < end ? end : undefined);
      const { sent, waiting } = live(settings, events, { timezone, away });
      expect(waiting).toEqual([]);
      const ids = sent.flatMap(({ step }) => (step.do === "single" ? [step.id] : step.ids));
      const wanted = events.filter(({ plan }) => plan.how !== "never").map(({ id }) => id);
      expect(ids.toSorted((a, b) => a - b)).toEqual(wanted);
      const singles = sent.filter(({ step }) => step.do === "single").map((one) => one.at);
      for (const [i, moment] of singles.entries()) {
        const within = singles.slice(0, i + 1).filter((one) => one > moment - WINDOW_MS).length;
        expect(within).toBeLessThanOrEqual(settings.singles);
      }
      for (const one of sent) {
        if (quietUntil(settings.quiet, one.at, timezone) === undefined) continue;
        expect(one.levels.every((level) => level === "urgent")).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("of five hundred in a minute a person gets four, the last place is danger's, and the rest is one message", () => {
  const settings = { ...DEFAULT_SETTINGS, quiet: null };
  const noon = at("2026-11-24T12:00:00Z");
  const events = Array.from({ length: 500 }, (_, id) => {
    const level: Level = id === 400 ? "urgent" : "notice";
    return { at: noon + id * 120, id, level, plan: { how: "single" as const, at: noon + id * 120 } };
  });
  const { sent } = live(settings, events, { timezone: BERLIN, away: () => undefined });
  expect(sent.map(({ step }) => (step.do === "single" ? step.id : step.ids.length))).toEqual([0, 1, 2, 3, 400, 495]);
  expect(sent.at(-1)!.at - noon).toBeLessThanOrEqual(WINDOW_MS + MINUTE_MS);
});

test("after a day without the channel one summary comes, and by itself only what is fresh", () => {
  const settings = { ...DEFAULT_SETTINGS, quiet: null };
  const noon = at("2026-11-24T12:00:00Z");
  const events = Array.from({ length: 96 }, (_, id) => {
    const moment = noon + id * 15 * MINUTE_MS;
    return { at: moment, id, level: "notice" as const, plan: { how: "single" as const, at: moment } };
  });
  const back = noon + DAY_MS;
  const away = (now: number) => (now < back ? back : undefined);
  const { sent } = live(settings, events, { timezone: BERLIN, away });
  expect(sent.map(({ step }) => step.do)).toEqual(["summary", "single", "single"]);
  expect(sent[0]!.step).toMatchObject({ how: "outage" });
});

function two(n: number): string {
  return String(n).padStart(2, "0");
}
