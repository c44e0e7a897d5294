import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { command, run, type Ran } from "../support/cli.ts";
import { sandboxFolder } from "../support/sandbox-folder.ts";

const json = (ran: Ran): unknown => JSON.parse(ran.stdout);

/** What `policy test --json` prints. */
interface Tested {
  items_tested: number;
  waits: number;
  rules: { name: string; items: number }[];
  items: { id: number; action: string; rule: string | null; why: string }[];
}

const RULES = [
  { name: "стоп-слова", when: { words: ["суд"] }, then: "escalate" },
  { name: "довольные", when: { type: ["review"], rating: { min: 5 } }, then: "approve" },
];

test("policy test explains which items each rule would approve, and changes nothing", async () => {
  const { cwd } = await sandboxFolder({ settings: { approval: { rules: [] }, ai: { provider: "offline" } } });
  await command(["poll", "wb", "reviews", "--drain"], { cwd });
  const before = (await command(["inbox", "--all", "--json"], { cwd })).stdout;
  const file = join(cwd, "reputation.yaml");
  writeFileSync(file, stringify({ ...(parse(readFileSync(file, "utf8")) as object), approval: { rules: RULES } }));
  const tested = await command(["policy", "test", "--last", "60d", "--json"], { cwd });
  const again = await command(["policy", "test", "--last", "60d", "--json"], { cwd });

  expect(tested.code).toBe(0);
  const result = json(tested) as Tested;
  expect(json(again)).toMatchObject({ items: result.items });
  expect(result.items).toHaveLength(result.items_tested);
  expect(result.rules.map(({ name }) => name)).toEqual(["стоп-слова", "довольные"]);
  expect(result.items.some(({ action }) => action === "approve")).toBe(true);
  expect(result.items.filter(({ action }) => action === "review")).toHaveLength(result.waits);
  for (const { why } of result.items) expect(why).toMatch(/[а-я]{3}/);
  expect((await command(["inbox", "--all", "--json"], { cwd })).stdout).toBe(before);
  const text = await command(["policy", "test"], { cwd });
  expect(text.stderr).toContain("2. довольные (approve):");
  expect((await command(["policy", "test", "--last", "soon"], { cwd })).code).toBe(2);
});

test("with locale: en every reason is shown in English", async () => {
  const settings = { locale: "en", approval: { rules: RULES }, ai: { provider: "offline" } };
  const { cwd } = await sandboxFolder({ settings });
  const early = await command(["poll", "wb", "questions"], { cwd });
  expect(early.code).toBe(0);
  const { items: undrafted } = json(await command(["policy", "test", "--last", "60d", "--json"], { cwd })) as Tested;
  expect(undrafted[0]?.why).toBe("There is no answer yet: the rules look at a finished draft.");
  await command(["poll", "wb", "questions", "--drain"], { cwd });
  const { items } = json(await command(["policy", "test", "--last", "60d", "--json"], { cwd })) as Tested;
  expect(items.map(({ why }) => why)).toContain(
    "No rule fits, the answer waits for a person. Not fitting: 1 “стоп-слова”: none of the words; 2 “довольные”: type: question.",
  );
  const waiting = json(await command(["inbox", "--json"], { cwd })) as {
    id: number;
    answer: { text: string; problems: { rule: string; message: string }[] };
  }[];
  const open = waiting.find(({ answer }) => answer.problems.length > 0);
  const message = "The product data does not answer this question. Check the draft and add what you know.";
  expect(open?.answer.problems).toContainEqual({ rule: "unverified", message });
  expect(open?.answer.text).toMatch(/[а-я]{3}/);
  const shown = (await command(["show", String(open?.id)], { cwd })).stdout;
  expect(shown).toContain(`! ${message}`);
  expect(shown).toContain("wait  No rule fits, the answer waits for a person.");
});

test("pause publish holds an approved answer across processes, says so, and resume lets it out", async () => {
  const { cwd } = await sandboxFolder({
    settings: { approval: { undo_window: "0s", rules: [] }, ai: { provider: "offline" } },
  });
  await command(["poll", "wb", "reviews", "--drain"], { cwd });
  const [first] = json(await command(["inbox", "--json"], { cwd })) as { id: number }[];
  const id = String(first?.id);
  const paused = await run(["pause", "publish"], { cwd });
  expect(paused).toMatchObject({ code: 0 });
  expect(paused.stdout).toContain("publish is now paused: nothing is published");
  expect(json(await command(["pause", "publish", "--json"], { cwd }))).toEqual([
    { lane: "publish", paused: true, changed: false },
  ]);
  const approved = await command(["approve", id], { cwd });
  expect(approved.stderr).toContain("Publishing is paused");
  const held = await run(["send", id], { cwd });
  expect(held.stdout).toContain("waits: publishing is paused: reputation resume publish");
  expect((await command(["show", id], { cwd })).stdout).toMatch(
    /^! Ответ ещё не отправлен\. Отправка остановлена\. Её включит старший или администратор, и ответ уйдёт сам\.$/m,
  );
  const file = readFileSync(join(cwd, "reputation.yaml"), "utf8");
  writeFileSync(join(cwd, "english.yaml"), stringify({ ...(parse(file) as object), locale: "en" }));
  expect((await command(["show", id, "--config", "english.yaml"], { cwd })).stdout).toContain(
    "! The answer has not been sent yet. Sending is paused. A senior or an administrator resumes it, and the answer goes out by itself.",
  );
  expect(json(await command(["status", "--json"], { cwd }))).toMatchObject({ paused: [{ lane: "publish" }] });
  expect((await command(["status"], { cwd })).stdout).toMatch(/Paused +publish, .* by person:/);

  await command(["resume", "publish"], { cwd });
  expect(json(await command(["send", id, "--json"], { cwd }))).toMatchObject([{ status: "published" }]);
  expect((await command(["pause", "everything"], { cwd })).code).toBe(2);
});

test("regenerate without an LLM says that it only changes the wording, and show still lists the earlier texts", async () => {
  const { cwd } = await sandboxFolder({ settings: { ai: { provider: "offline" } } });
  await command(["poll", "wb", "reviews", "--drain"], { cwd });
  const [first] = json(await command(["inbox", "--json"], { cwd })) as { id: number; answer: { text: string } }[];
  const id = String(first?.id);
  const again = await command(["regenerate", id, "--instructions", "короче и про размер"], { cwd });

  expect(again.code).toBe(0);
  expect(again.stdout).toContain("reworded");
  expect(again.stderr).toContain("cannot follow instructions");
  const shown = (await command(["show", id], { cwd })).stdout;
  expect(shown).toContain("Earlier texts (drafted again 1 of 5 times):");
  expect(shown).toContain("who asked: короче и про размер");
  expect(shown).toContain(first?.answer.text.split("\n")[0]);
});
