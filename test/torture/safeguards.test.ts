import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MUTATIONS } from "./safeguards.ts";

const ROOT = join(import.meta.dirname, "../..");

test.each(MUTATIONS)("$name is found where the mutations expect it", ({ file, edits }) => {
  const source = readFileSync(join(ROOT, file), "utf8");
  for (const [find] of edits) expect(source.split(find)).toHaveLength(2);
});
