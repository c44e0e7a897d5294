/** What is changed on the pages, laid over the configuration file. */
import { expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { settingsApi } from "../../src/desk/settings-api.ts";
import type { Person } from "../../src/domain/access.ts";
import { markOf } from "../../src/domain/setting.ts";
import { lookAtSettings } from "../../src/store/tables/settings.ts";
import { testConfig } from "../support/config.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { newDatabase } from "../support/temp.ts";

const MARKET = { id: "market", name: "Охана Маркет", tone: "строгий" };
const FILE = {
  brands: [MARKET, { id: "kids", name: "Охана Кидс" }],
  approval: { rules: [{ name: "five", when: { rating: { min: 5 } }, then: "approve" }] },
};
const SENIOR: Person = { id: 1, name: "Павел", login: "pavel", role: "senior", brands: null };

function open(database: string, file: Record<string, unknown> = FILE): Core {
  const core = openCore(testConfig({ database, ...file }), { clock: fakeClock() });
  onTestFinished(() => core.close());
  return core;
}

function audits({ db }: Core) {
  return db.statement("select actor, action, before, after from audit order by id").raw().all() as string[][];
}

test("a stored value counts at once, at the next start and under another file, until it is taken back", async () => {
  const database = newDatabase();
  const core = open(database);
  const path = "brands.market.tone";
  await core.decisions.changeSetting({ path, value: "тёплый", from: markOf("строгий") }, "person:pavel");
  expect(core.config.brands.map(({ tone }) => tone)).toEqual(["тёплый", undefined]);
  expect(core.live.file().brands[0]?.tone).toBe("строгий");

  core.live.use(testConfig({ database, ...FILE, brands: [{ ...MARKET, tone: "сухой", name: "Маркет" }] }));
  expect(core.config.brands).toMatchObject([{ name: "Маркет", tone: "тёплый" }]);
  expect(open(database).config.brands[0]?.tone).toBe("тёплый");

  // Another process takes it back.
  await open(database).decisions.resetSetting(path, "person:root");
  expect(core.live.refresh()).toEqual(["brands.market.tone"]);
  expect(core.config.brands[0]?.tone).toBe("сухой");
  expect(audits(core)).toEqual([
    ["person:pavel", "setting_change", `{"path":"${path}","value":"строгий"}`, `{"path":"${path}","value":"тёплый"}`],
    ["person:root", "setting_reset", `{"path":"${path}","value":"тёплый"}`, `{"path":"${path}","value":"строгий"}`],
  ]);
  await expect(core.decisions.resetSetting(path, "person:root")).rejects.toMatchObject({ code: "setting.unknown" });
});

test("of two editors who start from the same value the second is refused, told who was faster, and changes nothing", async () => {
  const core = open(newDatabase());
  await core.people.add({ login: "pavel", name: "Павел", role: "senior", brands: null }, "person:root");
  const settings = settingsApi(core);
  const path = "approval.rules";
  const { value, mark: from } = (await settings.read(path))!;
  const rules = value as Core["config"]["approval"]["rules"];
  const [off, renamed] = [rules.map((rule) => ({ ...rule, enabled: false })), [{ ...rules[0]!, name: "пять" }]];
  expect(await settings.change({ path, value: off, from }, SENIOR)).toEqual({ path, value: off, changed: true });
  const late = await settings.change({ path, value: renamed, from }, { ...SENIOR, login: "anna" });
  expect(late).toMatchObject({ refused: { code: "setting.changed", last: { by: "Павел" } } });
  expect(await settings.read(path)).toMatchObject({
    value: off,
    inFile: rules,
    changed: { by: "Павел" },
    problem: null,
  });
  expect(core.config.approval.rules).toEqual(off);

  // Nobody is asked to look again when nothing was changed meanwhile, and the file's own value again is no change of it.
  expect(await settings.change({ path, value: off, from: markOf(off) }, SENIOR)).toMatchObject({ changed: false });
  await settings.change({ path, value: rules, from: markOf(off) }, SENIOR);
  expect(await settings.read(path)).toMatchObject({ value: rules, changed: null });
  expect(audits(core).filter(([, action]) => action === "setting_change")).toHaveLength(2);
});

test("a value that the file's form refuses is not stored, and nobody changes what they have no right to", async () => {
  const core = open(newDatabase());
  const settings = settingsApi(core);
  const admin: Person = { ...SENIOR, role: "admin" };
  const refusal = async (path: string, value: unknown, person = admin) => settings.change({ path, value }, person);
  const rule = (when: object) => [{ name: "r", when, then: "approve" }];
  const refused: [string, unknown, RegExp][] = [
    ["approval.rules", rule({ category: ["weather"] }), /0 when category 0 must be one of/],
    ["approval.rules", rule({ brand: ["gone"] }), /rules 0 when brand 0 there is no brand "gone"/],
    ["approval.rules", rule({ colour: ["red"] }), /unknown key "colour"/],
    ["approval.daily_cap", -1, /at least 0/],
    ["approval.daily_cap", null, /must be/],
    ["brands.market.max_length", 7, /at least 50/],
    ["brands.market.signature", "Ваша ${HOME}", /variable/],
    ["brands.market.forbidden", ["а".repeat(300_000)], /200000 characters/],
  ];
  for (const [path, value, error] of refused)
    expect(await refusal(path, value), path).toMatchObject({
      refused: { code: "setting.invalid", error: expect.stringMatching(error) as string },
    });
  expect(await refusal("brands.gone.tone", "x")).toMatchObject({ refused: { code: "setting.unknown" } });
  expect(await refusal("http.token", "x")).toMatchObject({ refused: { code: "setting.forbidden" } });
  const own: Person = { ...SENIOR, brands: ["kids"] };
  expect(await refusal("approval.rules", [], own)).toMatchObject({ refused: { code: "setting.forbidden" } });
  expect(await refusal("brands.market.tone", "x", own)).toMatchObject({ refused: { code: "setting.forbidden" } });
  expect(lookAtSettings(core.db.path)).toEqual([]);
  expect(await refusal("brands.market.tone", null)).toMatchObject({ value: null, changed: true });
  expect(core.config.brands[0]?.tone).toBeUndefined();
});

test("what does not fit the file any more is left out and told, and unreadable rules decide nothing", async () => {
  const database = newDatabase();
  const core = open(database);
  const rules = [{ name: "r", when: { brand: ["market", "kids"], account: ["wb-main"] }, then: "approve" }];
  await core.decisions.changeSetting({ path: "approval.rules", value: rules }, "person:pavel");
  await core.decisions.changeSetting({ path: "brands.kids.tone", value: "весёлый" }, "person:pavel");
  const without = open(database, { ...FILE, brands: [MARKET] });
  expect(without.config.approval.rules).toMatchObject([{ when: { brand: ["market"], account: ["wb-main"] } }]);
  expect(without.live.misfits()).toMatchObject([
    { path: "approval.rules", problem: expect.stringContaining('brand "kids"') as string },
    { path: "brands.kids.tone", remedy: expect.stringContaining("config reset brands.kids.tone") as string },
  ]);

  const damage = `update settings set value = '[{"name":"r","when":{"category":["weather"]},"then":"approve"}]'
    where path = 'approval.rules'`;
  await core.db.write((tx) => void tx.statement(damage).run());
  await core.db.write((tx) => void tx.statement("insert into settings values ('later.key', '1', 1, 'x')").run());
  const damaged = open(database);
  expect(damaged.config.approval.rules).toEqual([]);
  expect(damaged.live.misfits().map(({ path }) => path)).toEqual(["approval.rules", "later.key"]);
  await damaged.decisions.resetSetting("approval.rules", "person:root");
  expect(damaged.config.approval.rules).toMatchObject([{ name: "five" }]);
});

test("a change is stored with its record in the audit, or not at all", async () => {
  const core = open(newDatabase());
  const fail = "create trigger full before insert on audit begin select raise(abort, 'the disk is full'); end";
  await core.db.write((tx) => void tx.statement(fail).run());
  const change = { path: "approval.daily_cap", value: 7 };
  await expect(core.decisions.changeSetting(change, "person:pavel")).rejects.toThrow("the disk is full");
  expect(core.config.approval.daily_cap).toBe(500);
  expect(lookAtSettings(core.db.path)).toEqual([]);
});
