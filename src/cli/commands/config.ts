import { existsSync } from "node:fs";
import { candidates } from "../../config/load.ts";
import { SECRET_KEYS } from "../../config/sources.ts";
import { formatDuration } from "../../domain/duration.ts";
import { command, group } from "../command.ts";
import { printList } from "../terminal/list.ts";

const check = command({
  name: "check",
  summary: "Checks the configuration and lists every problem with its line.",
  examples: ["reputation config check", "reputation config check --config other.yaml"],
  takes: {},
  async run(context) {
    const { file, config } = await context.load();
    const { accounts, brands } = config;
    const { checkPhrases } = await import("../../ai/create.ts");
    checkPhrases(brands);
    context.print(
      { ok: true, file, accounts: accounts.length, brands: brands.length },
      () => `${context.paint("green", "✓")} ${file}: ${accounts.length} accounts, ${brands.length} brands, no problems`,
    );
  },
});

interface Value {
  key: string;
  value: string;
  origin: string;
}

/** Keys whose numbers are durations: shown as they are written in the file. */
const DURATIONS =
  /(?:lookback|overlap|timeout|undo_window|retry_delay|_limit|recheck_after|shutdown_grace|retention\.\w+)$/;

const show = command({
  name: "show",
  summary: "Prints every value with where it comes from; secrets are masked.",
  examples: ["reputation config show", "reputation config show --json"],
  takes: {},
  async run(context) {
    const { config, origins } = await context.load();
    const rows = leaves(config, "").map(([key, value]): Value => {
      const secret = SECRET_KEYS.includes(key.split(".").at(-1) ?? "");
      const shown =
        secret && value !== null ? "••••" : DURATIONS.test(key) ? formatDuration(Number(value)) : String(value);
      return { key, value: shown, origin: origins.get(key) ?? "default" };
    });
    printList(context, rows, rows, [
      { title: "KEY", value: (row) => row.key },
      { title: "VALUE", value: (row) => row.value, flexible: true },
      { title: "FROM", value: (row) => row.origin },
    ]);
  },
});

function leaves(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return entries.flatMap(([key, entry]) => leaves(entry, path ? `${path}.${key}` : key));
}

/** The first place that has a file; without one, where `init` would write it. */
const path = command({
  name: "path",
  summary: "Prints which file is used.",
  examples: ["reputation config path", "less $(reputation config path)"],
  takes: {},
  async run(context) {
    const { io, globals } = context;
    const tried = candidates({ file: globals.config, env: io.env, cwd: io.cwd });
    const found = tried.find((file) => existsSync(file));
    context.print({ path: found ?? null, searched: tried }, () => found ?? `none (looked for ${tried.join(", ")})`);
  },
});

export const config = group("config", "Shows and checks the configuration.", [check, show, path]);
