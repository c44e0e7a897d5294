/**
 * The build of the program with its packages into one folder, for `dist/` and for the single executable: in few files, because
 * finding hundreds of modules would take a command longer than all its work. A command is a file of its own, and so is what
 * several commands need; what many of them need stands in four files, with its functions compiled (`packs.ts`).
 */
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { BUNDLE } from "./bundle.ts";
import { MODULES, pack, type Packed } from "./packs.ts";

const ROOT = resolve(import.meta.dirname, "..");
/**
 * A daemon loads some parts of the program when it first needs them, so what it was started from stays until it has surely
 * been started anew.
 */
const KEPT_MS = 86_400_000;

/** @param out the folder, two below the project's: the program finds its other files from there */
export function programIn(out: string): BuildOptions {
  /** A finished build: the files are written, then the command words, and files of much earlier builds are removed. */
  const finish: Plugin = {
    name: "finish",
    setup: (builder) =>
      builder.onEnd(async ({ errors, metafile, outputFiles }) => {
        if (errors.length > 0 || !metafile || !outputFiles) return undefined;
        const nameless = namelessOf(metafile);
        if (nameless.length > 0)
          return { errors: [{ text: `import() finds no names in ${nameless.join()}: use import` }] };
        const packed = await pack({ metafile, outputFiles });
        await write(packed, out);
        tidy(packed, out);
        return undefined;
      }),
  };
  return {
    ...MODULES,
    absWorkingDir: ROOT,
    entryPoints: ["src/cli/main.ts"],
    outdir: out,
    plugins: [...MODULES.plugins, finish],
  };
}

/** What says which file has a module comes after the files: until then the program before is a whole one. */
async function write({ files, fileOf }: Packed, out: string): Promise<void> {
  mkdirSync(out, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(out, name), text);
  const define = { FILES: JSON.stringify(fileOf) };
  const entryPoints = [{ in: "src/cli/loader.ts", out: "main" }];
  await build({ ...BUNDLE, absWorkingDir: ROOT, entryPoints, outdir: out, define });
  for (const name of ["write-words", "compile"])
    execFileSync(process.execPath, [join(ROOT, `scripts/${name}.ts`), out], { stdio: "inherit" });
}

/** Packages of CommonJS in files of their own: `import()` of one gives `default` alone, other than in the sources. */
function namelessOf({ outputs }: Metafile): string[] {
  const loaded = Object.values(outputs).flatMap(({ entryPoint, exports }) =>
    entryPoint ? [{ entryPoint, exports }] : [],
  );
  return loaded.flatMap(({ entryPoint, exports }) =>
    !entryPoint.startsWith("src/") && exports.join() === "default" ? [entryPoint] : [],
  );
}

function tidy({ files }: Packed, out: string): void {
  const old = Date.now() - KEPT_MS;
  for (const name of globSync("*.{js,cjs}{,.*}", { cwd: out })) {
    const isBuilt = name === "main.js" || files.has(name.replace(/\.cjs\..*$/, ".cjs"));
    if (!isBuilt && statSync(join(out, name)).mtimeMs < old) rmSync(join(out, name));
  }
}
