/** Makes one file of the daemons of the torture and of the product that they import: they are started often. */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { BUNDLE } from "../../scripts/bundle.ts";

/** From here the product finds its other files. */
const PLACE = pathToFileURL(resolve(import.meta.dirname, "../../dist/cli/main.js")).href;
const SQLITE = createRequire(import.meta.url).resolve("better-sqlite3");

/** Programs of this folder, without `.ts`. */
const DAEMONS = ["crashing-daemon", "freezing-daemon", "standby-daemon"] as const;

/** The environment's variable for the folder that already has them: the e2e tests build them once for all files. */
export const BUILT_IN = "REPUTATION_BUNDLES";

/**
 * @param folder where they are built, unless they are already
 * @returns the file that starts the daemon
 */
export async function bundled(name: (typeof DAEMONS)[number], folder: string): Promise<string> {
  const built = process.env[BUILT_IN];
  if (built === undefined) await bundle(folder);
  return join(built ?? folder, `${name}.mjs`);
}

/** Writes one file with everything, and for each daemon one that starts it. */
export async function bundle(folder: string): Promise<void> {
  const parts = DAEMONS.map((name) => `"${name}": () => import("./${name}.ts")`);
  const contents = `const daemons = { ${parts.join()} };\nexport const start = (name) => daemons[name]();`;
  const define = { ...BUNDLE.define, "import.meta.url": JSON.stringify(PLACE) };
  await build({
    ...BUNDLE,
    stdin: { contents, resolveDir: import.meta.dirname },
    outfile: join(folder, "daemons.mjs"),
    define,
    alias: { "better-sqlite3": SQLITE },
    external: [SQLITE],
  });
  for (const name of DAEMONS)
    writeFileSync(
      join(folder, `${name}.mjs`),
      `import { start } from "./daemons.mjs";\nawait start(${JSON.stringify(name)});\n`,
    );
}
