import { expect, test } from "vitest";
import { createTurns } from "../../src/desk/turns.ts";

test("searches run one at a time, and each asker's next one behind the first ones of the others", async () => {
  const inTurn = createTurns();
  const order: string[] = [];
  let running = 0;
  const ask = (asker: string, name: string) =>
    inTurn(asker, async () => {
      expect(++running).toBe(1);
      await Promise.resolve();
      order.push(name);
      running--;
    });
  await Promise.all([ask("anna", "a1"), ask("anna", "a2"), ask("anna", "a3"), ask("boris", "b1"), ask("vera", "v1")]);
  expect(order).toEqual(["a1", "b1", "v1", "a2", "a3"]);
});

test("a search that fails holds up nobody", async () => {
  const inTurn = createTurns();
  const failed = inTurn("anna", () => Promise.reject(new Error("no such table")));
  const other = inTurn("anna", () => Promise.resolve(1));
  await expect(failed).rejects.toThrow("no such table");
  expect(await other).toBe(1);
});
