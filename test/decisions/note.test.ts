/** Notes for colleagues stay among colleagues, for as long as their item stays. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import type { App } from "../../src/app.ts";
import { createStoreDesk } from "../../src/desk/store-desk.ts";
import { POLL_KINDS, pollOf } from "../../src/domain/job.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { q } from "../../src/store/db.ts";
import { exportIds, exportRows } from "../../src/store/views/export.ts";
import { testApp } from "../support/app.ts";

const REVIEW: SampleItem = { id: "a", platform: "wb", rating: 5, text: "Отличная рубашка, ткань мягкая." };
const NOTE = "Кладовщик Игнатий обещал перезвонить";
const SECRET = /Игнатий|перезвонить/;

/** Stands before another server, and keeps what is asked of it. */
async function recorder(target: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const pass = async (): Promise<void> => {
      const body = await text(request);
      asked.push(body);
      const headers = { "content-type": "application/json", authorization: request.headers.authorization ?? "" };
      const reply = await fetch(target + request.url, { method: "POST", headers, body });
      response.writeHead(reply.status, { "content-type": "application/json" }).end(await reply.text());
    };
    void pass();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function pollAll(app: App): Promise<void> {
  for (const kind of POLL_KINDS) {
    const args = { account: `${pollOf(kind).platform}-sandbox` };
    await app.runner.runNow((tx) => app.enqueue(tx, kind, args).id);
  }
}

test("a note is in no prompt, no answer and no export", async () => {
  let asked: string[] = [];
  const { app, sandbox } = await testApp({
    items: [REVIEW],
    async change(config, { baseUrls, credentials }) {
      const llm = await recorder(baseUrls.llm);
      asked = llm.asked;
      const { apiKey: api_key } = credentials.llm;
      Object.assign(config.ai, { provider: "openai", base_url: llm.url, api_key, model: "sandbox" });
    },
  });
  await pollAll(app);
  await app.decisions.note(1, NOTE, "person:marina");
  await app.runner.drain();
  await app.decisions.note(1, `${NOTE} завтра`, "person:marina");
  await app.decisions.regenerate(1, "короче", "person:marina");
  await app.runner.drain();
  await app.decisions.approve(1, "person:marina");
  await app.runner.drain();
  const { received } = sandbox.world.item("a");
  expect(received).toHaveLength(1);
  expect(received[0]?.text).not.toMatch(SECRET);
  // The analysis with the draft, and the other draft.
  expect(asked.length).toBeGreaterThanOrEqual(2);
  expect(asked.every((body) => body.includes("рубашка"))).toBe(true);
  expect(asked.join("\n")).not.toMatch(SECRET);
  expect(JSON.stringify(exportRows(app.db, exportIds(app.db, { tab: "all", archived: true })))).not.toMatch(SECRET);
});

test("an item takes its notes along into the archive, where they are read and none is written", async () => {
  const { app } = await testApp({ items: [REVIEW] });
  await pollAll(app);
  await app.runner.drain();
  const desk = createStoreDesk(app);
  for (const note of [NOTE, "Перезвонил."]) await app.decisions.note(1, note, "person:marina");
  const { notes } = await desk.item(1);
  expect(notes.map(({ author, text: said }) => [author, said])).toEqual([
    ["person:marina", NOTE],
    ["person:marina", "Перезвонил."],
  ]);
  await app.decisions.skip(1, "person:marina");
  await app.db.write((tx) => tx.run(q.updateTable("items").set({ created_at: 1 })));
  await app.runner.runNow((tx) => app.enqueue(tx, "archive_old_items", {}).id);
  const archived = await desk.item(1);
  expect(archived.archivedAt).not.toBeNull();
  expect(archived.notes).toEqual(notes);
  expect(app.db.all(q.selectFrom("notes").selectAll())).toEqual([]);
  await expect(app.decisions.note(1, "Ещё одна.", "person:marina")).rejects.toMatchObject({ code: "item.archived" });
});
