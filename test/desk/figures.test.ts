import { expect, test } from "vitest";
import { figuresDocument } from "../../src/desk/figures-document.ts";
import { figuresApi, type Figures } from "../../src/desk/figures.ts";
import { countFigures, fileOfFigures } from "../../src/desk/export/figures-file.ts";
import { WEEKDAYS } from "../../src/domain/calendar.ts";
import { monthApi } from "../../src/desk/month-report.ts";
import { dueAt, type Goals } from "../../src/domain/goal.ts";
import { ITEM_STATUSES, WAITS_FOR_PERSON } from "../../src/domain/item.ts";
import type { ItemType } from "../../src/domain/platform.ts";
import type { Db } from "../../src/store/db.ts";
import { tempDb } from "../support/temp.ts";
import { fillYears } from "../support/years.ts";

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const TIMEZONE = "Europe/Moscow";
const NOW = Date.parse("2026-04-08T12:34:56Z");
const GOALS: Goals = {
  urgent: 2 * HOUR,
  questions: 3 * HOUR,
  rest: 20 * HOUR,
  hours: { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "21:00" },
};
const AI = { price: { input: 1, output: 2, currency: "₽" } };
const STATUSES = ITEM_STATUSES.filter((status) => status !== "skipped");

/** Numbers that look random and are the same at every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

/** Items of all classes in all states, answered by rules and people, seen, taken down and not yet sent. */
async function shuffled(items: number): Promise<Db> {
  const db = tempDb();
  await fillYears(db, { items, from: NOW - 100 * DAY, to: NOW });
  const roll = dice(items);
  await db.write((tx) => {
    tx.statement(
      "update responses set (platform, brand_id) = (select platform, brand_id from items where id = item_id)",
    ).run();
    for (let id = 1; id <= items; id += 1) {
      tx.statement("update items set priority = ? where id = ?").run([10, 20, 40, 50, 100, 140][roll(6)], id);
      const status = STATUSES[roll(STATUSES.length)]!;
      const wait = roll(3) === 0 ? roll(90) * HOUR : roll(200) * MINUTE - MINUTE;
      const at = status === "published" ? wait : null;
      if (roll(2) === 0)
        tx.statement("update items set status = ?, skip_reason = null, published_at = created_at + ? where id = ?").run(
          status,
          at,
          id,
        );
      const answer = tx.statement(
        "update responses set status = ?, final_text = ?, approved_by = ?, approved_at = ?, moderation = ?, publish_error = ? where item_id = ?",
      );
      const by = ["person:anna", "rule:5★", "rule:<b>", null][roll(4)];
      const error = roll(5) === 0 ? "Отклонён" : null;
      const moderation = ["live", "pending", null][roll(3)];
      answer.run(
        ["draft", "approved", "published", "failed"][roll(4)],
        [null, "Спасибо!"][roll(2)],
        by,
        NOW - roll(100) * DAY,
        moderation,
        error,
        id,
      );
      const action = ["approve", "skip", "escalate", "wait"][roll(4)];
      if (by?.startsWith("rule:"))
        tx.statement("insert into audit (at, actor, action, item_id) values (?, ?, ?, ?)").run(
          NOW - roll(100) * DAY,
          by,
          action,
          id,
        );
      // Prices were configured fifty days ago.
      const called = NOW - roll(100) * DAY;
      tx.statement(
        "insert into ai_usage (at, item_id, purpose, model, input_tokens, output_tokens, cost) values (?, ?, 'answer', 'm', ?, 7, ?)",
      ).run(called, id, roll(900), called < NOW - 50 * DAY ? null : id / 1000);
    }
  });
  return db;
}

interface Row {
  id: number;
  brand_id: string;
  item_type: ItemType;
  priority: number;
  status: string;
  created_at: number;
  published_at: number | null;
}

interface Answer {
  item_id: number;
  status: string;
  final_text: string | null;
  publish_error: string | null;
  approved_by: string | null;
  published_by: string | null;
  approved_at: number | null;
  published_at: number | null;
}

interface Deed {
  at: number;
  actor: string;
  action: string;
  item_id: number;
}

/** The value below which this part of the sorted numbers lies, between two of them in proportion. */
function quantile(numbers: number[], part: number): number | null {
  const sorted = numbers.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const low = sorted[Math.floor(place)];
  if (low === undefined) return null;
  return low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place));
}

const classOf = ({ item_type: type, priority }: Row) =>
  priority >= (type === "question" ? 100 : 40) ? "urgent" : type === "question" ? "questions" : "rest";

/** The same figures of so many days, which ended so many days ago, counted row by row. */
function byHand(
  db: Db,
  days: number,
  brand: string | undefined,
  goals: Goals,
  until = 0,
): Omit<Figures, "from" | "to"> {
  // A day in Moscow begins at 21:00 of the day before.
  const from = Date.parse("2026-04-07T21:00:00Z") - (days - 1 + until) * DAY;
  const before = from + days * DAY;
  const within = (at: number): boolean => at >= from && at < before;
  const rows = (db.statement("select * from items").all() as Row[]).filter(
    (row) => (brand ?? row.brand_id) === row.brand_id,
  );
  const ids = new Map(rows.map((row) => [row.id, row]));
  const answered = rows.filter((row) => row.published_at !== null && within(row.published_at));
  const waitOf = (row: Row): number => Math.max(row.published_at! - row.created_at, 0);
  const due = (row: Row): number => dueAt(row, row.created_at, goals, TIMEZONE);
  const classes = (["urgent", "questions", "rest"] as const).map((name) => {
    const theirs = answered.filter((row) => classOf(row) === name);
    return {
      class: name,
      goal: goals[name],
      received: rows.filter((row) => classOf(row) === name && within(row.created_at)).length,
      answered: theirs.length,
      median: near(quantile(theirs.map(waitOf), 0.5)),
      p90: near(quantile(theirs.map(waitOf), 0.9)),
      onTime: theirs.filter((row) => row.published_at! <= due(row)).length,
      overdue: rows.filter(
        (row) =>
          classOf(row) === name && (WAITS_FOR_PERSON as readonly string[]).includes(row.status) && due(row) < NOW,
      ).length,
    };
  });
  const sent = (db.statement("select * from responses").all() as Answer[]).flatMap((row) => {
    const { item_id, status, publish_error, published_at, approved_at, approved_by, published_by, final_text } = row;
    const taken = publish_error === null ? null : published_at;
    const at = status === "published" ? published_at : status === "draft" ? taken : approved_at;
    const isLeaving = status === "approved" && publish_error === null;
    if (!ids.has(item_id) || at === null || !within(at) || isLeaving) return [];
    const by = approved_by ?? published_by ?? "";
    return { byRule: by.startsWith("rule:"), edited: final_text !== null, rejected: status === "draft" };
  });
  const n = (fits: (one: (typeof sent)[number]) => boolean): number => sent.filter(fits).length;
  const rules = new Map<string, Record<string, number>>();
  for (const { at, actor, action, item_id } of db.statement("select * from audit").all() as Deed[]) {
    if (!within(at) || at > NOW || !ids.has(item_id) || !actor.startsWith("rule:")) continue;
    const deeds = rules.get(actor) ?? { approve: 0, skip: 0, escalate: 0, wait: 0 };
    rules.set(actor, { ...deeds, [action]: deeds[action]! + 1 });
  }
  const calls = (db.statement("select * from ai_usage").all() as Record<string, number | null>[]).filter(
    (row) => within(row["at"]!) && ids.has(row["item_id"]!),
  );
  const tokens = calls.reduce((sum, row) => sum + row["input_tokens"]! + row["output_tokens"]!, 0);
  const cost = calls.reduce((sum, row) => sum + (row["cost"] ?? 0), 0);
  const unpriced = calls.filter((row) => row["cost"] === null).length;
  const questions = answered.filter((row) => row.item_type === "question").length;
  const week = [1, 2, 3, 4, 5, 6, 0].map((day) =>
    Array.from({ length: 24 }, (_, hour) => {
      // Moscow is three hours ahead of UTC all the year.
      const walls = rows.filter((row) => within(row.created_at)).map((row) => new Date(row.created_at + 3 * HOUR));
      return walls.filter((wall) => wall.getUTCDay() === day && wall.getUTCHours() === hour).length;
    }),
  );
  return {
    classes,
    week,
    sent: {
      count: sent.length,
      asDrafted: n(({ edited }) => !edited),
      edited: n(({ edited }) => edited),
      byRules: n(({ byRule }) => byRule),
      byPeople: n(({ byRule }) => !byRule),
      rejected: n(({ rejected }) => rejected),
    },
    rules: [...rules]
      .map(([actor, deeds]) => ({ rule: actor.slice(5), ...deeds }) as Figures["rules"][number])
      .toSorted((a, b) => total(b) - total(a) || (a.rule < b.rule ? -1 : 1)),
    tokensPerAnswer: tokens / answered.length,
    cost: {
      sum: near(cost)!,
      perAnswer: unpriced > 0 ? null : near(cost / answered.length),
      unpriced,
      currency: "₽",
    },
    hoursSaved: near((questions * 24 + (answered.length - questions) * 30) / 60)!,
  };
}

const total = ({ approve, skip, escalate, wait }: Figures["rules"][number]) => approve + skip + escalate + wait;

const near = (value: number | null) => (value === null ? null : (expect.closeTo(value, 6) as number));

test("the figures equal a count by hand of items in all states, for each period, brand and kind of hours", async () => {
  const db = await shuffled(900);
  for (const goals of [GOALS, { ...GOALS, hours: null }]) {
    const api = figuresApi({ db, clock: { now: () => NOW } as never, config: { goals, timezone: TIMEZONE, ai: AI } });
    for (const [days, brand] of [[90], [30], [7], [90, "one"], [30, "two"]] as const) {
      const { from, to, ...figures } = await api.of({ days, brand }, null);
      expect(to).toBe("2026-04-08");
      expect((Date.parse(to) - Date.parse(from)) / DAY).toBe(days - 1);
      expect(figures).toEqual(byHand(db, days, brand, goals));
      if (days === 90 && brand === undefined)
        for (const one of figures.classes)
          expect(Math.min(one.received, one.onTime, one.answered - one.onTime, one.overdue)).toBeGreaterThan(0);
      // Who works for one brand sees that brand's, whatever is asked.
      if (brand !== undefined) expect(await api.of({ days }, [brand])).toEqual({ from, to, ...figures });
    }
    const { from: _, to, ...march } = await api.of({ days: { from: "2026-03-01", to: "2026-03-31" } }, null);
    expect(to).toBe("2026-03-31");
    expect(march).toEqual(byHand(db, 31, undefined, goals, 8));
    const nothing = await api.of({ days: 90, brand: "one" }, ["two"]);
    expect(
      nothing.sent.count + nothing.classes.reduce((sum, one) => sum + one.received + one.answered + one.overdue, 0),
    ).toBe(0);
    expect(nothing.rules).toEqual([]);
  }
});

test("the file and the document of the figures have what a count by hand has", async () => {
  const db = await shuffled(300);
  const config = { goals: GOALS, timezone: TIMEZONE, ai: AI, locale: "ru" as const, brands: [] };
  const figures = await figuresApi({ db, clock: { now: () => NOW } as never, config }).of({ days: 30 }, null);
  const hand = byHand(db, 30, undefined, GOALS);
  const chunks: Uint8Array[] = [];
  for await (const chunk of fileOfFigures(config, figures, "jsonl")) chunks.push(chunk);
  const rows = Buffer.concat(chunks).toString().trim().split("\n");
  const values = new Map<string, unknown>(
    rows.map((row) => {
      const { section, name, measure, value } = JSON.parse(row) as Record<string, string | number>;
      return [`${section} ${name} ${measure}`, value] as const;
    }),
  );
  const expected = [
    ...hand.classes.flatMap((one) => [
      [`classes ${one.class} received`, one.received],
      [`classes ${one.class} answered`, one.answered],
      [`classes ${one.class} on_time`, one.onTime],
      [`classes ${one.class} overdue`, one.overdue],
    ]),
    ["sent null count", hand.sent.count],
    ["sent null as_drafted", hand.sent.asDrafted],
    ["sent null by_people", hand.sent.byPeople],
    ["sent null rejected", hand.sent.rejected],
    ["sent null cost", hand.cost!.sum],
    ...hand.rules.flatMap(({ rule, ...deeds }) =>
      Object.entries(deeds).map(([deed, n]) => [`rules ${rule} ${deed}`, n]),
    ),
    ...hand.week.flatMap((hours, day) =>
      hours.flatMap((n, hour) => (n === 0 ? [] : [[`hours ${WEEKDAYS[day]} ${hour}:00`, n]])),
    ),
  ] as [string, number][];
  expect(expected.map(([key]) => [key, values.get(key)])).toEqual(expected);
  expect(rows).toHaveLength(countFigures(figures));
  const { classes, hours, sent, rules, cost } = figuresDocument(figures);
  const minutes = (ms: number | null) => (ms === null ? null : ms / MINUTE);
  expect(classes).toEqual(
    hand.classes.map(({ onTime, goal, median: _median, p90: _p90, ...one }, at) => ({
      ...one,
      goal_min: minutes(goal),
      median_min: minutes(figures.classes[at]!.median),
      p90_min: minutes(figures.classes[at]!.p90),
      on_time: onTime,
    })),
  );
  expect(Object.values(hours)).toEqual(hand.week);
  expect(Object.values(sent)).toEqual(Object.values(hand.sent));
  expect(rules).toEqual(hand.rules);
  expect(cost).toEqual({
    sum: hand.cost!.sum,
    per_answer: hand.cost!.perAnswer,
    unpriced_calls: 0,
    currency: "₽",
  });
});

interface Written extends Row {
  seen_at: number | null;
  skip_reason: string | null;
  sku: string;
  platform: string;
  rating: number | null;
  ai_analysis: string;
  client_text: string;
}

test("the report of a month equals a count by hand: what was written, its stars, the worst products and their words", async () => {
  const db = await shuffled(900);
  // Some buyers give one star and complain of nothing.
  const content = "json_set(ai_analysis, '$.sentiment', 'positive')";
  db.statement(`update items set ai_analysis = ${content} where rating = 1 and id % 2 = 0`).run();
  db.statement("update items set sku = 'S' || (id % 4)").run();
  const reason =
    'json_extract(\'["person", "rule", "answered_in_cabinet", "withdrawn"]\', \'$[\' || (id % 4) || \']\')';
  db.statement(
    `update items set status = 'skipped', skip_reason = ${reason}, published_at = null, seen_at = null where id % 5 = 0`,
  ).run();
  const config = { goals: GOALS, timezone: TIMEZONE, ai: AI };
  const clock = { now: () => NOW } as never;
  const figures = figuresApi({ db, clock, config });
  const api = monthApi({ db, clock, config, figures, articleOf: () => undefined });
  expect(api.months().slice(0, 3)).toEqual(["2026-04", "2026-03", "2026-02"]);
  expect(api.months()).toHaveLength(13);
  const report = await api.of("2026-03", "one", null);
  expect(report.figures).toEqual(
    await figures.of({ days: { from: "2026-03-01", to: "2026-03-31" }, brand: "one" }, null),
  );
  // The present month ends today.
  expect((await api.of("2026-04", undefined, null)).figures.to).toBe("2026-04-08");

  const all = db.statement("select * from items where brand_id = 'one'").all() as Written[];
  const within = (month: number) =>
    all.filter(({ created_at: at }) => {
      const wall = new Date(at + 3 * HOUR);
      return wall.getUTCFullYear() === 2026 && wall.getUTCMonth() === month - 1;
    });
  const march = within(3);
  const complains = ({ ai_analysis: text }: Written): boolean =>
    (JSON.parse(text) as { sentiment: string }).sentiment === "negative";
  const rated = (rows: Written[]): number[] => rows.flatMap(({ rating }) => rating ?? []);
  const mean = (rows: Written[]): number => rated(rows).reduce((sum, n) => sum + n, 0) / rated(rows).length;
  expect(report.written).toEqual({
    items: march.length,
    reviews: march.filter(({ item_type: type }) => type === "review").length,
    answered: march.filter(({ status, seen_at: seen }) => status === "published" && seen !== null).length,
    answeredInCabinet: march.filter(({ skip_reason: why }) => why === "answered_in_cabinet").length,
    skipped: march.filter(({ skip_reason: why }) => why === "person" || why === "rule").length,
    withdrawn: march.filter(({ skip_reason: why }) => why === "withdrawn").length,
    complaints: march.filter(complains).length,
    stars: [1, 2, 3, 4, 5].map((n) => rated(march).filter((one) => one === n).length),
  });
  expect(Object.values(report.written).every((n) => n !== 0)).toBe(true);
  expect(report.rating).toBeCloseTo(mean(march), 9);
  expect(report.ratingBefore).toBeCloseTo(mean(within(2)), 9);

  const products = Map.groupBy(march, ({ platform, sku }) => `${platform} ${sku}`);
  const standings = [...products]
    .filter(([, rows]) => rows.some(complains))
    .map(([key, rows]) => {
      const means = [...products.values()].filter((one) => rated(one).length > 0).map(mean);
      const average = means.reduce((sum, n) => sum + n, 0) / means.length;
      const sum = rated(rows).reduce((total, n) => total + n, 0);
      return { key, rows, standing: (sum + 5 * average) / (rated(rows).length + 5) };
    });
  const shown = report.worst.map(({ shops: [shop] }) => `${shop!.platform} ${shop!.sku}`);
  const worst = shown.map((key) => standings.find((one) => one.key === key)!);
  expect(shown).toHaveLength(5);
  const others = standings.filter(({ key }) => !shown.includes(key)).map(({ standing }) => standing);
  expect(Math.max(...worst.map(({ standing }) => standing))).toBeLessThanOrEqual(Math.min(...others) + 1e-9);
  for (const [at, { rows }] of worst.entries()) {
    const { complaints, items, quotes } = report.worst[at]!;
    expect([complaints, items]).toEqual([rows.filter(complains).length, rows.length]);
    expect(quotes.map(({ text }) => text)).toHaveLength(Math.min(2, complaints));
    for (const { text } of quotes) expect(rows.filter(complains).map((row) => row.client_text)).toContain(text);
  }
  const rejected = report.figures.sent.rejected;
  expect(report.takenDown).toHaveLength(Math.min(5, rejected));
  expect(report.takenDown.every(({ reason }) => reason === "Отклонён")).toBe(true);
  // Another brand's person sees none of it.
  const theirs = await api.of("2026-03", "one", ["two"]);
  expect([theirs.written.items, theirs.worst, theirs.takenDown]).toEqual([0, [], []]);
});
