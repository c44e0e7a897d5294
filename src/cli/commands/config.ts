import { formatDuration } from "../../domain/duration.ts";
import { candidates } from "../../config/load.ts";
import { SECRET_KEYS } from "../../config/sources.ts";
import { existsSync } from "node:fs";
import type { Context } from "../context.ts";
import { printList } from "../terminal/list.ts";

export async function check(context: Context): Promise<void> {
  const { file, config } = await context.load();
  const { accounts, brands } = config;
  context.print(
    { ok: true, file, accounts: accounts.length, brands: brands.length },
    () => `${context.paint("green", "✓")} ${file}: ${accounts.length} accounts, ${brands.length} brands, no problems`,
  );
}

interface Value {
  key: string;
  value: string;
  origin: string;
}

/** Keys whose numbers are durations: shown as they are written in the file. */
const DURATIONS =
  /(?:lookback|overlap|timeout|undo_window|retry_delay|_limit|recheck_after|shutdown_grace|retention\.\w+)$/;

export async function show(context: Context): Promise<void> {
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
}

function leaves(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return entries.flatMap(([key, entry]) => leaves(entry, path ? `${path}.${key}` : key));
}

/** The first place that has a file; without one, where `init` would write it. */
export async function path(context: Context): Promise<void> {
  const { io, globals } = context;
  const tried = candidates({ file: globals.config, env: io.env, cwd: io.cwd });
  const found = tried.find((file) => existsSync(file));
  context.print({ path: found ?? null, searched: tried }, () => found ?? `none (looked for ${tried.join(", ")})`);
}
