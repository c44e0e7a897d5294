/** Makes one file of a program of the torture and of the product that it imports: it is started often. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { BUNDLE } from "../../scripts/bundle.ts";

/** From here the product finds its other files. */
const PLACE = pathToFileURL(resolve(import.meta.dirname, "../../dist/cli/main.js")).href;
const SQLITE = createRequire(import.meta.url).resolve("better-sqlite3");

/**
 * @param name of a program of this folder, without `.ts`
 * @param folder where its file is written
 * @returns the file
 */
export async function bundled(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  const entryPoints = [join(import.meta.dirname, `${name}.ts`)];
  const define = { ...BUNDLE.define, "import.meta.url": JSON.stringify(PLACE) };
  await build({ ...BUNDLE, entryPoints, outfile, define, alias: { "better-sqlite3": SQLITE }, external: [SQLITE] });
  return outfile;
}
