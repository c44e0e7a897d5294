import { connect } from "node:net";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { StateError } from "../../src/base/errors.ts";
import type { SandboxRecord } from "../../src/sandbox/record.ts";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { DAY, handClock, NOW, openSandbox, samples, send } from "./calls.ts";

const plain = (count: number): SampleItem[] =>
  Array.from({ length: count }, (_, index) => ({ id: `${index}`, text: `Отзыв ${index}`, rating: 1 + (index % 5) }));

describe("the sandbox", () => {
  it("spreads items without a platform or time over the marketplaces and the last 28 days", async () => {
    await using open = await openSandbox(plain(30));
    const items = open.world.items();
    expect(items.slice(0, 4).map(({ platform }) => platform)).toEqual(["wb", "ozon", "ym", "wb"]);
    expect(items[0]?.createdAt).toBe(NOW - 28 * DAY);
    const times = items.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(NOW);
    const skus = new Set(items.map(({ product }) => product.sku));
    expect(skus.size).toBe(10);
    for (const { product } of items) {
      expect(product.brand).toBe(product.sku.startsWith("OK-") ? "Охана Кидс" : "Охана Маркет");
    }
  });

  it("gives each marketplace ids of its own form, the same ones at every start", async () => {
    await using first = await openSandbox(plain(300));
    await using second = await openSandbox(plain(300));
    const FORMS = { wb: /^[\w-]{20}$/, ozon: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, ym: /^[1-9]\d{8}$/ };
    for (const { platform, externalId } of first.world.items()) expect(externalId).toMatch(FORMS[platform]);
    const idsOf = (open: typeof first) => open.world.items().map(({ externalId }) => externalId);
    expect(idsOf(second)).toEqual(idsOf(first));
    expect(new Set(idsOf(first)).size).toBe(300);
  });

  it("gives two samples that would get the same number at Yandex Market two numbers", async () => {
    const review = { platform: "ym", text: "", rating: 5 } as const;
    await using open = await openSandbox([
      { ...review, id: "r34070" },
      { ...review, id: "r50115" },
    ]);
    expect(open.world.items().map(({ externalId }) => externalId)).toEqual(["694362113", "694362114"]);
  });

  it("keeps what a sample says about its product", async () => {
    const review = { platform: "wb", text: "", rating: 5 } as const;
    await using open = await openSandbox([
      { ...review, id: "sku", sku: "OK-2001" },
      { ...review, id: "name", productName: "Шарф «Метель»" },
      { ...review, id: "same", productName: "Шарф «Метель»" },
      { ...review, id: "both", sku: "OK-9", productName: "Варежки" },
    ]);
    const product = (id: string) => open.world.item(id).product;
    expect(product("sku")).toMatchObject({ name: "Комбинезон детский утеплённый «Снегирь»", brand: "Охана Кидс" });
    expect(product("same")).toBe(product("name"));
    expect(product("both")).toMatchObject({ sku: "OK-9", name: "Варежки", brand: "Охана Кидс" });
  });

  it("lets a test play the buyer and the manager", async () => {
    await using open = await openSandbox(plain(3));
    open.clock.advance(5);
    const [added] = open.world.add([{ id: "new", platform: "wb", text: "Новый", rating: 4 }]);
    expect(added?.createdAt).toBe(open.clock.now());
    open.world.answerInCabinet("new", "Спасибо!");
    expect(open.world.item("new").received).toEqual([
      { text: "Спасибо!", at: open.clock.now(), edit: false, by: "cabinet" },
    ]);
    const id = open.world.item("new").externalId;
    const read = () => open.wb({ path: "/api/v1/feedback", query: { id } });
    open.world.edit("new", { text: "Другой", rating: 2 });
    expect((await read()).body.data).toMatchObject({
      text: "Другой",
      productValuation: 2,
      answer: { text: "Спасибо!" },
    });
    open.world.withdraw("new");
    expect((await read()).status).toBe(422);
  });

  it("names the mistake: an unknown item, a duplicate id or a review without stars", async () => {
    await using open = await openSandbox(plain(1));
    expect(() => open.world.item("nobody")).toThrow('the sandbox holds no item "nobody"');
    expect(() => open.world.add(plain(1))).toThrow('the sandbox holds an item "0" already');
    expect(() => open.world.rejectAnswer("0", "реклама")).toThrow(StateError);
    const starless = startSandbox({ clock: handClock(), items: [{ id: "1", text: "?", rating: null }] });
    await expect(starless).rejects.toThrow('sample "1" is a review without stars');
  });

  it("returns its whole state at /_sandbox/record", async () => {
    await using open = await openSandbox(samples(1, { platform: "wb" }));
    const id = open.world.item("wb-0").externalId;
    const answer = (method: string, text: string) =>
      open.wb({ method, path: "/api/v1/feedbacks/answer", body: { id, text } });
    await answer("POST", "Первый");
    open.clock.advance(1000);
    await answer("PATCH", "Второй");
    await open.wb({ path: "/ping", headers: {}, invalid: true });
    const path = "/v2/businesses/1/goods-feedback";
    await open.ym({ path, headers: { "api-key": open.sandbox.credentials.ym.apiKey }, invalid: true });

    const { body } = await send(`${open.sandbox.url}/_sandbox/record`, { method: "GET", headers: {} });
    const at = (ms: number) => new Date(ms).toISOString();
    expect(body).toEqual({
      items: [
        {
          id: "wb-0",
          platform: "wb",
          item_type: "review",
          external_id: id,
          rating: 5,
          text: "Отзыв номер 0",
          withdrawn: false,
          answers: [
            { text: "Первый", at: at(NOW), edit: false, by: "api" },
            { text: "Второй", at: at(NOW + 1000), edit: true, by: "api" },
          ],
        },
      ],
      requests: {
        wb: { "POST /api/v1/feedbacks/answer": 1, "PATCH /api/v1/feedbacks/answer": 1, "GET /ping": 1 },
        ozon: {},
        ym: { "POST /v2/businesses/{businessId}/goods-feedback": 1 },
        llm: {},
      },
      limits: {
        wb: { refused: 0, most_parallel: 1, most_in_a_second: 2 },
        ozon: { refused: 0, most_parallel: 0, most_in_a_second: 0 },
        ym: { refused: 0, most_parallel: 1, most_in_a_second: 1 },
      },
      faults: { wb: {}, ozon: {}, ym: {} },
    } satisfies SandboxRecord);
  });

  it("closes at once although a connection is open", async () => {
    const sandbox = await startSandbox({ clock: handClock(), items: [] });
    const socket = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
    await once(socket, "connect");
    // Only half of the request is sent, so the server waits for the rest.
    socket.write("POST /wb/api/v1/feedbacks/answer HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{");
    const closed = new Promise((resolve) => socket.on("error", () => undefined).on("close", resolve));
    await sandbox.close();
    await closed;
  });

  it("says that a port is taken", async () => {
    await using open = await openSandbox([]);
    const port = Number(new URL(open.sandbox.url).port);
    await expect(startSandbox({ clock: handClock(), port })).rejects.toThrow("EADDRINUSE");
  });

  it("pages through 20,000 items of a marketplace and shows each once", async () => {
    await using open = await openSandbox(samples(20_000, { platform: "ozon" }));
    const { clientId, apiKey } = open.sandbox.credentials.ozon;
    const headers = { "client-id": clientId, "api-key": apiKey };
    const seen = new Set<string>();
    for (let last_id = "", more = true; more;) {
      const body = { limit: 100, last_id, filters: { status: "NEW" } };
      const reply = await send(`${open.sandbox.baseUrls.ozon}/v2/review/list`, { method: "POST", headers, body });
      for (const { id } of reply.body.reviews as { id: string }[]) seen.add(id);
      [last_id, more] = [reply.body.last_id, reply.body.has_next];
    }
    expect(seen.size).toBe(20_000);
  });
});
