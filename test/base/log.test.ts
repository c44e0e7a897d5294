import { expect, test } from "vitest";
import { createLog } from "../../src/base/log.ts";

/** The text that the log writes. */
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

test("the value of a key that names a secret is never written, however deep it is", async () => {
  const [line] = await linesOf((log) =>
    log.info({ token: "a1", request: { headers: { Authorization: "b2", more: [{ "Api-Key": { of: "c3" } }] } } }, "x"),
  );
  expect(line).toMatchObject({
    token: "••••",
    request: { headers: { Authorization: "••••", more: [{ "Api-Key": "••••" }] } },
    msg: "x",
  });
});

test("a child logger's secret fields and known secrets in a text are not written", async () => {
  const lines = await linesOf(
    (log) => log.child({ api_key: "d4" }).warn({ err: "refused: very-secret" }),
    ["very-secret"],
  );
  expect(lines).toMatchObject([{ api_key: "••••", err: "refused: ••••" }]);
});

test("a line that only mentions a token is written as it is", async () => {
  expect(await linesOf((log) => log.info({ err: 'the "token" is old' }))).toMatchObject([
    { err: 'the "token" is old' },
  ]);
});

test("only the secrets are struck out of several lines written together", async () => {
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

test("lines logged together are written together in their order, and later lines are written later", async () => {
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

test("each of very many secrets is struck out, the longer of two that begin alike, and one that is added later", async () => {
  const secrets = Array.from({ length: 5000 }, (_, i) => `eyJhbGciOi.${i}.${"x".repeat(i % 7)}`);
  let written = "";
  const log = createLog("info", { write: (lines: string) => void (written += lines) }, secrets);
  log.info({ err: `first ${secrets[0]}, last ${secrets[4999]}; ${secrets[1]}` });
  await Promise.resolve();
  secrets.push("added-later", "eyJhbGciOi.0.and-more");
  log.info({ err: "second added-later, eyJhbGciOi.0.and-more, eyJhbGciOi.other" });
  await Promise.resolve();
  expect(written.match(/"err":"[^"]*"/g)).toEqual([
    '"err":"first ••••, last ••••; ••••"',
    '"err":"second ••••, ••••, eyJhbGciOi.other"',
  ]);
});
