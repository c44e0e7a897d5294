import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { BINARY, PROGRAM } from "../support/binary.ts";
import { tempFolder } from "../support/temp.ts";

/** Preloaded into Node: says at the end which packages were loaded. */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
      if (name) packages.add(name);
      return next(url, context);
    },
  });
  process.on("exit", () => process.stderr.write("PACKAGES " + [...packages].join(" ") + "\\n"));
`)}`;

function packagesOf(...args: string[]): string[] {
  const [node, ...program] = PROGRAM;
  const ran = spawnSync(node, ["--import", WATCH, ...program, ...args], { cwd: tempFolder(), encoding: "utf8" });
  return /^PACKAGES (.*)$/m.exec(ran.stderr)?.[1]?.split(" ") ?? [];
}

test.skipIf(BINARY).each([["--version"], ["--help"], ["inbox", "--help"], ["inbx"], ["completion", "bash"]])(
  "%s loads commander and nothing else",
  (...args) => {
    expect(packagesOf(...args)).toEqual(["commander"]);
  },
);

test.skipIf(BINARY)("looking and deciding loads no screen, no AI, no HTTP", () => {
  const config = resolve(import.meta.dirname, "../../config.example.yaml");
  const database = resolve(tempFolder(), "reputation.db");
  for (const args of [
    ["inbox", "--json"],
    ["status", "--once"],
    ["jobs", "list"],
  ]) {
    const [node, ...program] = PROGRAM;
    const ran = spawnSync(node, ["--import", WATCH, ...program, ...args, "--config", config], {
      cwd: tempFolder(),
      encoding: "utf8",
      env: { ...process.env, REPUTATION_DATABASE: database },
    });
    expect(ran.status, ran.stderr).toBe(0);
    const packages = /^PACKAGES (.*)$/m.exec(ran.stderr)?.[1]?.split(" ") ?? [];
    expect(packages).toContain("kysely");
    for (const heavy of [
      "ink",
      "react",
      "openai",
      "undici",
      "hono",
      "@hono/zod-openapi",
      "pino",
      "prom-client",
      "p-queue",
    ])
      expect(packages, args.join(" ")).not.toContain(heavy);
  }
});
