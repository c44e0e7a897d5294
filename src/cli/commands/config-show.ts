import type { Config } from "../../config/schema.ts";
import { isSecretAt, type Origins } from "../../config/sources.ts";
import { formatDuration } from "../../domain/duration.ts";
import { settingPlace } from "../../domain/setting.ts";
import type { NamedSetting } from "../../store/tables/settings.ts";
import { command } from "../command.ts";
import { originOf, pageChanges } from "../page-changes.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";

interface Value {
  key: string;
  value: string;
  origin: string;
  /** Of a value that was changed on a page: what the file has there; null when it has nothing, and for all others. */
  in_file: string | null;
}

/** Keys whose numbers are durations: shown as they are written in the file. */
const DURATIONS =
  /(?:lookback|overlap|timeout|undo_window|retry_delay|_limit|recheck_after|shutdown_grace|retention\.\w+)$/;

export const show = command({
  name: "show",
  summary: "Prints every value with where it comes from, the file or a page; secrets are masked.",
  examples: ["reputation config show", "reputation config show --json"],
  takes: {},
  async run(context) {
    const loaded = await context.load();
    const { config, rows: changes, misfits, unread } = pageChanges(loaded.config);
    const places = new Map(changes.flatMap((change) => placesOf(change, config)));
    const rows = valuesOf(config, loaded.config, loaded.origins, places);
    printList(context, rows, rows, places.size > 0 ? [...COLUMNS, IN_FILE] : COLUMNS);
    for (const { path, problem } of misfits) context.hint(`! ${path}: ${problem}`);
    if (unread !== null) context.hint(`! what was changed on the pages cannot be read: ${unread}`);
  },
});

const COLUMNS: Column<Value>[] = [
  { title: "KEY", value: (row) => row.key },
  { title: "VALUE", value: (row) => row.value, flexible: true },
  { title: "FROM", value: (row) => row.origin },
];
const IN_FILE: Column<Value> = { title: "IN FILE", value: (row) => row.in_file };

/** Where a changed value stands among the keys, and where it comes from. */
function placesOf(change: NamedSetting, config: Config): [string, string][] {
  const place = settingPlace(change.path);
  if (!place) return [];
  const at = place.of === "brand" ? config.brands.findIndex(({ id }) => id === place.brand) : 0;
  if (at < 0) return [];
  return [[place.of === "brand" ? `brands.${at}.${place.key}` : change.path, originOf(change, config)]];
}

function valuesOf(config: Config, file: Config, origins: Origins, places: ReadonlyMap<string, string>): Value[] {
  const inFile = new Map(leaves(file, ""));
  const shown = leaves(config, "").map(([key, value]): Value => {
    const page = pageOf(key, places);
    const origin = page ?? origins.get(key) ?? "default";
    return {
      key,
      value: wordOf(key, value),
      origin,
      in_file: page && inFile.has(key) ? wordOf(key, inFile.get(key)) : null,
    };
  });
  const known = new Set(shown.map(({ key }) => key));
  const gone = [...inFile].flatMap(([key, value]): Value[] => {
    const page = pageOf(key, places);
    return page === undefined || known.has(key) ? [] : [{ key, value: "", origin: page, in_file: wordOf(key, value) }];
  });
  return [...shown, ...gone];
}

function pageOf(key: string, places: ReadonlyMap<string, string>): string | undefined {
  for (const [place, origin] of places) if (key === place || key.startsWith(`${place}.`)) return origin;
  return undefined;
}

function wordOf(key: string, value: unknown): string {
  if (isSecretAt(key.split(".")) && value !== null) return "••••";
  return DURATIONS.test(key) ? formatDuration(Number(value)) : String(value);
}

function leaves(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return entries.flatMap(([key, entry]) => leaves(entry, path ? `${path}.${key}` : key));
}
