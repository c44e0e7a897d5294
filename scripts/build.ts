/**
 * Builds `dist/`: the program with its packages in a few files, because finding hundreds of modules would take a command
 * longer than all its work. A command is a file of its own, and what several commands need is in files that they share.
 * Run: npm run build, or npm run dev, which builds again at every change.
 */
import { execFileSync } from "node:child_process";
import { globSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, context, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { BUNDLE } from "./bundle.ts";

const ROOT = resolve(import.meta.dirname, "..");
/** One folder below `dist/`: the program's other files are found from there by `readAsset`. */
const OUT = join(ROOT, "dist/cli");
/**
 * A daemon loads some parts of the program when it first needs them, so what it was started from stays until it has surely
 * been started anew.
 */
const KEPT_MS = 86_400_000;

/** A finished build: the command words are written, and files of much earlier builds are removed. */
const finish: Plugin = {
  name: "finish",
  setup: (builder) =>
    builder.onEnd(({ errors, metafile }) => {
      if (errors.length > 0 || !metafile) return undefined;
      const nameless = namelessOf(metafile);
      if (nameless.length > 0)
        return { errors: [{ text: `import() finds no names in ${nameless.join()}: use import` }] };
      execFileSync(process.execPath, [join(OUT, "write-words.js")], { stdio: "inherit" });
      tidy(metafile);
      return undefined;
    }),
};

/** Packages of CommonJS in files of their own: `import()` of one gives `default` alone, other than in the sources. */
function namelessOf({ outputs }: Metafile): string[] {
  const loaded = Object.values(outputs).flatMap(({ entryPoint, exports }) =>
    entryPoint ? [{ entryPoint, exports }] : [],
  );
  return loaded.flatMap(({ entryPoint, exports }) =>
    !entryPoint.startsWith("src/") && exports.join() === "default" ? [entryPoint] : [],
  );
}

function tidy({ outputs }: Metafile): void {
  const built = new Set(Object.keys(outputs).map((name) => resolve(ROOT, name)));
  const old = Date.now() - KEPT_MS;
  for (const file of globSync(join(OUT, "*.js"))) if (!built.has(file) && statSync(file).mtimeMs < old) rmSync(file);
}

const OPTIONS: BuildOptions = {
  ...BUNDLE,
  absWorkingDir: ROOT,
  entryPoints: ["main", "write-words"].map((name) => `src/cli/${name}.ts`),
  outdir: OUT,
  splitting: true,
  // It loads its addon from its own folder.
  external: ["better-sqlite3"],
  plugins: [...BUNDLE.plugins, finish],
};

if (process.argv.includes("--watch")) await (await context(OPTIONS)).watch();
else await build(OPTIONS);
