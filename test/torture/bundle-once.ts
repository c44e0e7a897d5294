/** Vitest runs it before the e2e tests: the daemons of the torture are built once for all their files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stop } from "esbuild";
import type { TestProject } from "vitest/node";
import { BUILT_IN, bundle } from "./bundled.ts";

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "reputation-bundles-"));
  await bundle(folder);
  project.onTestsRerun(() => bundle(folder));
  process.env[BUILT_IN] = folder;
  return async () => {
    rmSync(folder, { recursive: true });
    await stop();
  };
}
