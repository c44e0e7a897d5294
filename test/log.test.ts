import { expect, test } from "vitest";
import { createLog } from "../src/log.ts";

/** What the log writes. */
function linesOf(write: (log: ReturnType<typeof createLog>) => void, secrets: string[] = []): unknown[] {
  const lines: string[] = [];
  write(createLog("info", { write: (line: string) => void lines.push(line) }, secrets));
  return lines.map((line) => {
    expect(line.endsWith("}\n")).toBe(true);
    return JSON.parse(line) as unknown;
  });
}

test("the value of a secret's name is never written, however deep it is", () => {
  const [line] = linesOf((log) =>
    log.info({ token: "a1", request: { headers: { Authorization: "b2", more: [{ "Api-Key": { of: "c3" } }] } } }, "x"),
  );
  expect(line).toMatchObject({
    token: "••••",
    request: { headers: { Authorization: "••••", more: [{ "Api-Key": "••••" }] } },
    msg: "x",
  });
});

test("nor is that of a child's own fields, nor a known secret in a text", () => {
  const lines = linesOf((log) => log.child({ api_key: "d4" }).warn({ err: "refused: very-secret" }), ["very-secret"]);
  expect(lines).toMatchObject([{ api_key: "••••", err: "refused: ••••" }]);
});

test("a line that only speaks of a token is written as it is", () => {
  expect(linesOf((log) => log.info({ err: 'the "token" is old' }))).toMatchObject([{ err: 'the "token" is old' }]);
});
