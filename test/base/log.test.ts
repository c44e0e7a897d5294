import { expect, test } from "vitest";
import { createLog } from "../../src/base/log.ts";

/** What the log writes. */
async function linesOf(write: (log: ReturnType<typeof createLog>) => void, secrets: string[] = []): Promise<unknown[]> {
  let written = "";
  write(createLog("info", { write: (lines: string) => void (written += lines) }, secrets));
  await Promise.resolve();
  expect(written.endsWith("}\n")).toBe(true);
  return written
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

test("the value of a secret's name is never written, however deep it is", async () => {
  const [line] = await linesOf((log) =>
    log.info({ token: "a1", request: { headers: { Authorization: "b2", more: [{ "Api-Key": { of: "c3" } }] } } }, "x"),
  );
  expect(line).toMatchObject({
    token: "••••",
    request: { headers: { Authorization: "••••", more: [{ "Api-Key": "••••" }] } },
    msg: "x",
  });
});

test("nor is that of a child's own fields, nor a known secret in a text", async () => {
  const lines = await linesOf(
    (log) => log.child({ api_key: "d4" }).warn({ err: "refused: very-secret" }),
    ["very-secret"],
  );
  expect(lines).toMatchObject([{ api_key: "••••", err: "refused: ••••" }]);
});

test("a line that only speaks of a token is written as it is", async () => {
  expect(await linesOf((log) => log.info({ err: 'the "token" is old' }))).toMatchObject([
    { err: 'the "token" is old' },
  ]);
});

test("of several lines at once only what is secret is struck out", async () => {
  const lines = await linesOf(
    (log) => {
      log.info({ big: 1.5, err: 'the "token" is very-secret' }, "first");
      log.info({ token: "e5" }, "second");
      log.info("third");
    },
    ["very-secret"],
  );
  expect(lines).toMatchObject([
    { big: 1.5, err: 'the "token" is ••••', msg: "first" },
    { token: "••••", msg: "second" },
    { msg: "third" },
  ]);
});

test("lines that are said in one go are written in one, in their order; what comes later is written later", async () => {
  const writes: string[] = [];
  const log = createLog("info", { write: (lines: string) => void writes.push(lines) });
  await Promise.all([1, 2, 3].map(async (n) => (await Promise.resolve(), log.info(`${n}`))));
  log.info("later");
  await Promise.resolve();
  expect(writes.map((lines) => lines.match(/"msg":"\w+"/g))).toEqual([
    ['"msg":"1"', '"msg":"2"', '"msg":"3"'],
    ['"msg":"later"'],
  ]);
});
