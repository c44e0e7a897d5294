import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { systemClock } from "../../src/base/clock.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { samplesOf } from "../../src/cli/sandbox-samples.ts";
import type { SampleItem } from "../../src/sandbox/samples.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { tempFolder } from "./temp.ts";

interface Options {
  /** Default: twelve of the built-in ones. */
  items?: readonly SampleItem[];
  /** Top-level keys of the configuration. */
  settings?: Record<string, unknown>;
  wbBasic?: boolean;
}

/** A sandbox in this process, and a folder with a configuration like the one that `reputation sandbox` writes. */
export async function sandboxFolder({ items, settings = {}, wbBasic = false }: Options = {}): Promise<{
  cwd: string;
  sandbox: Sandbox;
}> {
  const cwd = tempFolder();
  const held = items ?? (await samplesOf({ count: 12, reviews: undefined }, cwd)) ?? [];
  const sandbox = await startSandbox({ clock: systemClock, limits: true, wbBasic, items: held });
  onTestFinished(() => sandbox.close());
  const { llm } = sandbox.baseUrls;
  const ai = { provider: "openai", base_url: llm, api_key: sandbox.credentials.llm.apiKey, model: "sandbox" };
  const config = sandboxConfig(sandbox, { database: "./reputation.db", ai, ...settings });
  writeFileSync(join(cwd, "reputation.yaml"), config, { mode: 0o600 });
  return { cwd, sandbox };
}

/** What a program sends that has the token of the configuration there. */
export function headersIn(cwd: string): { authorization: string } {
  const { http } = parse(readFileSync(join(cwd, "reputation.yaml"), "utf8")) as { http: { token: string } };
  return { authorization: `Bearer ${http.token}` };
}
