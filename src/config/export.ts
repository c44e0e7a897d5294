/** Writes the configuration back as YAML, with what was changed on the pages in it. */
import { stringify } from "yaml";
import { settingPlace } from "../domain/setting.ts";
import type { Config } from "./schema.ts";
import { settingValue } from "./settings.ts";
import { isSecretAt } from "./sources.ts";
import { parseYaml } from "./yaml.ts";

export interface Exported {
  /** Loads to the configuration that counts. It has no comments: those of the file might hold keys. */
  yaml: string;
  /** The environment variables that stand in it for keys which the file holds itself. */
  variables: string[];
}

/**
 * @param text the configuration file's, which is known to be valid
 * @param config what counts
 * @param changed the paths of the values that were changed on the pages
 */
export function exportConfig(text: string, file: string, config: Config, changed: readonly string[]): Exported {
  const raw = changedFile(text, file, config, changed);
  const variables: string[] = [];
  const yaml = stringify(withoutKeys(raw, [], variables), { aliasDuplicateObjects: false, lineWidth: 0 });
  return { yaml, variables };
}

/** The file as plain data, as it stands there, with the values that were changed on the pages in it. */
export function changedFile(text: string, file: string, config: Config, changed: readonly string[]): Mapping {
  const raw = parseYaml(text, file).value as Mapping;
  for (const path of changed) write(raw, config, path);
  return raw;
}

type Mapping = Record<string, unknown>;

function write(raw: Mapping, config: Config, path: string): void {
  const place = settingPlace(path);
  const value = settingValue(config, path);
  if (!place || value === undefined) return;
  // Brands stand in the file as they stand in the configuration, whatever their ids are made of.
  const at = place.of === "brand" ? config.brands.findIndex(({ id }) => id === place.brand) : 0;
  const target = place.of === "brand" ? (raw["brands"] as Mapping[])[at] : ((raw["approval"] ??= {}) as Mapping);
  if (!target) return;
  const common = place.of === "brand" && (raw["brand_defaults"] as Mapping | undefined)?.[place.key] !== undefined;
  // Left out, the brands' common value would count again.
  if (value === null && common) target[place.key] = "";
  else if (value === null) delete target[place.key];
  else target[place.key] = value;
}

const VARIABLE = /^\$\{[A-Za-z_]\w*\}$/;

/** The same data with a variable in the place of each key that stands there itself. */
function withoutKeys(value: unknown, path: readonly string[], variables: string[]): unknown {
  if (Array.isArray(value))
    return value.map((entry: unknown, i) => withoutKeys(entry, [...path, nameOf(entry) ?? String(i)], variables));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]): [string, unknown] => {
      const isKey =
        isSecretAt([...path, key]) && entry !== null && !(typeof entry === "string" && VARIABLE.test(entry));
      if (!isKey) return [key, withoutKeys(entry, [...path, key], variables)];
      const name = freeName([...path, key].join("_").toUpperCase().replace(/\W/g, "_"), variables);
      variables.push(name);
      return [key, `\${${name}}`];
    }),
  );
}

function nameOf(entry: unknown): string | undefined {
  const { id, name } = (entry ?? {}) as { id?: unknown; name?: unknown };
  return [id, name].find((word) => typeof word === "string" && /^[\w-]+$/.test(word)) as string | undefined;
}

function freeName(name: string, taken: readonly string[]): string {
  return taken.includes(name) ? freeName(`${name}_2`, taken) : name;
}
