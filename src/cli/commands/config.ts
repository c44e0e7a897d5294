import { existsSync } from "node:fs";
import { StateError } from "../../base/errors.ts";
import type { Products } from "../../ai/products.ts";
import { candidates, readText } from "../../config/load.ts";
import type { Config } from "../../config/schema.ts";
import { command, group } from "../command.ts";
import { withCore } from "../core.ts";
import { pageChanges } from "../page-changes.ts";
import { argument } from "../parameters.ts";
import { productsDocument, productsInWords } from "../products.ts";
import { text } from "../values.ts";
import { show } from "./config-show.ts";

const check = command({
  name: "check",
  summary: "Checks the configuration and lists every problem with its line.",
  examples: ["reputation config check", "reputation config check --config other.yaml"],
  takes: {},
  async run(context) {
    const { file, config } = await context.load();
    const { accounts, brands, cells } = config;
    if (cells) {
      const found = `${context.paint("green", "✓")} ${file}: a hub over ${cells.length} cells, no problems`;
      return context.print({ ok: true, file, cells: cells.length }, () => found);
    }
    const { checkPhrases } = await import("../../ai/create.ts");
    checkPhrases(brands);
    const products = await productsOf(config);
    const { rows, misfits, unread } = pageChanges(config);
    const counts = { accounts: accounts.length, brands: brands.length, changed_on_pages: rows.length };
    const document = products && productsDocument(products);
    context.print({ ok: true, file, ...counts, misfits, unread, products: document }, () =>
      [
        `${context.paint("green", "✓")} ${file}: ${accounts.length} accounts, ${brands.length} brands, no problems`,
        ...(products ? [`${context.paint("green", "✓")} ${productsInWords(products)}`] : []),
        ...(rows.length > 0 ? [`  ${rows.length} values were changed on the pages: reputation config show`] : []),
        ...(unread === null
          ? []
          : [context.paint("yellow", `! what was changed on the pages cannot be read: ${unread}`)]),
        ...misfits.map(
          ({ path, problem, remedy }) => `${context.paint("yellow", `! ${path}: ${problem}`)}\n  ${remedy}`,
        ),
      ].join("\n"),
    );
  },
});

async function productsOf({ knowledge }: Config): Promise<Products | null> {
  if (!knowledge.products_file) return null;
  const { readProducts } = await import("../../ai/products.ts");
  return readProducts(knowledge.products_file);
}

/** Writes to stdout, so that nothing is overwritten that somebody may need. */
const exportYaml = command({
  name: "export",
  summary: "Prints the configuration as YAML with what was changed on the pages in it; keys are left out.",
  examples: ["reputation config export > new.yaml", "reputation config check --config new.yaml"],
  takes: {},
  async run(context) {
    const { file, config } = await context.load();
    const { rows, misfits, unread, ...changed } = pageChanges(config);
    if (unread !== null) throw new StateError(`what was changed on the pages cannot be read: ${unread}`);
    const { exportConfig } = await import("../../config/export.ts");
    const paths = rows.map(({ path }) => path);
    const { yaml, variables } = exportConfig(readText(file), file, changed.config, paths);
    context.print({ file, changed: paths, variables, yaml }, () => yaml);
    for (const { path, problem } of misfits) context.hint(`! ${path}: ${problem}`);
    if (variables.length > 0)
      context.hint(`Keys that stand in ${file} come from the environment here: ${variables.join(", ")}`);
  },
});

const reset = command({
  name: "reset",
  summary: "Takes back what was changed on a page: the configuration file's value counts again.",
  examples: ["reputation config reset approval.rules", "reputation config reset brands.my_brand.tone"],
  takes: { path: argument("<path>", "the value", text) },
  async run(context, { path }) {
    const { value } = await withCore(context, ({ decisions }) => decisions.resetSetting(path, context.actor));
    context.print({ path, value }, () => `${path}: what the configuration file says counts again`);
    context.hint("A running daemon goes by it within a second.");
  },
});

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

export const config = group(
  "config",
  "Shows and checks the configuration, and takes back what was changed on the pages.",
  [check, show, path, exportYaml, reset],
);
