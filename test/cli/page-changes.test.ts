/** What was changed on the pages, as the commands show it, write it back and take it back. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse, stringify } from "yaml";
import { openCore } from "../../src/app.ts";
import { loadConfig, parseConfig } from "../../src/config/load.ts";
import { expectDocumented } from "../support/json-schema.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

const RULES = [
  { name: "stars", enabled: false, when: { rating: { min: 4 }, words: ["нет", "1e3", "да: #1"] }, then: "approve" },
  { name: "legal", enabled: true, when: { attention: ["law"], account: ["wb-main"] }, then: "escalate" },
];

/** A shop whose configuration holds keys in every way, and in which values were changed on the pages. */
async function openShop() {
  const cwd = tempFolder();
  const file = join(cwd, "reputation.yaml");
  writeFileSync(join(cwd, "ozon"), "key-in-a-file");
  const document = {
    accounts: [
      { id: "wb-main", platform: "wb", token: "key-in-the-yaml", brand: "market" },
      { id: "ozon", platform: "ozon", client_id: "${SOME_ID}", api_key_file: "ozon", brand: "kids" },
    ],
    brands: [
      { id: "market", name: "Маркет", tone: "строгий" },
      { id: "kids", name: "Кидс", signature: "Кидс" },
    ],
    approval: { undo_window: "45s", rules: [{ name: "five", when: { rating: { min: 5 } }, then: "approve" }] },
    http: { tokens: [{ name: "crm", token: "another-key-in-the-yaml-itself" }] },
  };
  writeFileSync(file, `# token: key-in-a-comment\n${stringify(document)}`);
  const env = { SOME_ID: "77" };
  const core = openCore(loadConfig({ file, env, cwd }).config);
  onTestFinished(() => core.close());
  await core.people.add({ login: "pavel", name: "Павел", role: "senior", brands: null }, "person:root");
  const changes: [string, unknown][] = [
    ["approval.rules", RULES],
    ["approval.daily_cap", 7],
    ["brands.market.tone", "тёплый: да"],
    ["brands.kids.signature", null],
    ["brands.kids.forbidden", ["# нет", "- да"]],
  ];
  for (const [path, value] of changes) await core.decisions.changeSetting({ path, value }, "person:pavel");
  const run = (...words: string[]) => runIn(words, { cwd, env });
  return { cwd, file, env, core, run };
}

test("what is exported loads to the configuration that counts, and holds no key", async () => {
  const { cwd, file, env, core, run } = await openShop();
  const { stdout, stderr } = await run("config", "export");
  for (const text of [stdout, stderr]) expect(text).not.toMatch(/key-in-/);
  const variables = {
    ACCOUNTS_WB_MAIN_TOKEN: "key-in-the-yaml",
    HTTP_TOKENS_CRM_TOKEN: "another-key-in-the-yaml-itself",
  };
  for (const name of Object.keys(variables)) expect(stderr).toContain(name);
  expect(parseConfig(stdout, file, { ...env, ...variables }).config).toEqual(core.config);
  expect(parse(stdout)).toMatchObject({ accounts: [{}, { client_id: "${SOME_ID}", api_key_file: "ozon" }] });
  expect(core.config.approval).toMatchObject({ daily_cap: 7, undo_window: 45_000, rules: RULES });
  const exported = expectDocumented("config export", (await run("config", "export", "--json")).stdout);
  expect(exported).toMatchObject({ yaml: stdout });
  expect(readFileSync(join(cwd, "ozon"), "utf8")).toBe("key-in-a-file");
});

test("who changed a value is shown beside what the file has, until the change is taken back", async () => {
  const { run, core } = await openShop();
  type Row = { key: string; value: string; origin: string; in_file: string | null };
  const rows = expectDocumented("config show", (await run("config", "show", "--json")).stdout) as Row[];
  const at = (key: string) => rows.find((row) => row.key === key);
  const page = expect.stringMatching(/^page, Павел, \d{4}-\d\d-\d\d$/) as string;
  expect(at("approval.daily_cap")).toEqual({ key: "approval.daily_cap", value: "7", origin: page, in_file: "500" });
  expect(at("brands.0.tone")).toMatchObject({ value: "тёплый: да", origin: page, in_file: "строгий" });
  expect(at("brands.1.signature")).toMatchObject({ value: "", origin: page, in_file: "Кидс" });
  expect(at("approval.rules.1.name")).toMatchObject({ value: "legal", origin: page, in_file: null });
  expect(at("brands.0.name")).toMatchObject({ origin: expect.stringContaining("reputation.yaml:") as string });

  expect((await run("config", "reset", "brands.market.tone")).stdout).toContain("configuration file says counts again");
  expect(core.live.refresh()).toEqual(["brands.market.tone"]);
  expect((await run("config", "reset", "brands.market.tone")).stderr).toContain("is not changed on the page");
});

test("what does not fit the file any more is told with the remedy", async () => {
  const { run, file } = await openShop();
  const document = parse(readFileSync(file, "utf8")) as { accounts: { brand: string }[]; brands: object[] };
  document.brands.pop();
  for (const account of document.accounts) account.brand = "market";
  writeFileSync(file, stringify(document));
  const checked = await run("config", "check");
  expect(checked.code).toBe(0);
  expect(checked.stdout).toMatch(
    /brands\.kids\.forbidden: the brand is not in the configuration.*\n.*config reset brands/,
  );
  expect((await run("config", "show")).stderr).toContain("! brands.kids.signature");
  expect(expectDocumented("config check", (await run("config", "check", "--json")).stdout)).toMatchObject({
    changed_on_pages: 5,
    misfits: [{ path: "brands.kids.forbidden" }, { path: "brands.kids.signature" }],
  });
});
