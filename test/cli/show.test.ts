import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { jobKey } from "../../src/domain/job.ts";
import { testApp } from "../support/app.ts";
import { tempFolder } from "../support/temp.ts";
import { runIn } from "../support/terminal.ts";

test.each([
  ["ru", "! Ответ ещё не отправлен. Площадка не отвечает. Программа попробует ещё раз сама. ", "Следующая попытка: 20"],
  ["en", "! The answer has not been sent yet. The marketplace does not answer. The program will try ", "Next try: 20"],
] as const)(
  "show says in %s that an approved answer waits for a marketplace that is away",
  async (locale, why, next) => {
    const { app, sandbox, config } = await testApp({
      items: [{ id: "one", platform: "wb", rating: 4, text: "Хорошая рубашка, но рукав длинноват." }],
      settings: { tasks: { send_response: { retries: 0 } } },
    });
    await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
    await app.runner.drain();
    await app.decisions.approve(1, "person:test");
    sandbox.setFaults("wb", { reset: 1 });
    for (let i = 0; i < 5; i++) {
      const options = { key: jobKey("send_response", 1), itemId: 1 };
      await app.runner.runNow((tx) => app.enqueue(tx, "send_response", { item_id: 1 }, options).id);
      await app.db.write((tx) => void tx.statement("update responses set status = 'approved'").run());
    }
    const cwd = tempFolder();
    const { database, accounts, brands } = config;
    const file = stringify({ locale, database, accounts, brands: brands.map(({ id, name }) => ({ id, name })) });
    writeFileSync(join(cwd, "reputation.yaml"), file);
    const { stdout } = await runIn(["show", "1"], { cwd });

    expect(stdout).toContain(why);
    expect(stdout).toContain(next);
  },
);

test("show ends with the notes for colleagues, and no text in them moves the terminal", async () => {
  const { app, config } = await testApp({
    items: [{ id: "one", platform: "wb", rating: 4, text: "Хорошая рубашка." }],
  });
  await app.runner.runNow((tx) => app.enqueue(tx, "poll_wb_reviews", { account: "wb-sandbox" }).id);
  await app.decisions.note(1, "Жду ответ\nот склада\u001b[2J", "person:marina");
  const cwd = tempFolder();
  const { database, accounts, brands } = config;
  const file = stringify({ database, accounts, brands: brands.map(({ id, name }) => ({ id, name })) });
  writeFileSync(join(cwd, "reputation.yaml"), file);
  const { stdout } = await runIn(["show", "1"], { cwd });
  expect(stdout).toMatch(/Notes for colleagues:\n {2}20\S+ {2}person:marina\n {2}│ Жду ответ\n {2}│ от склада/);
  expect(stdout).not.toContain("\u001b[2J");
});
