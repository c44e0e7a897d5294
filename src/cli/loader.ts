/**
 * How the built program starts: `dist/cli/main.js`, or the single executable. The modules that many commands need stand
 * together in four files, and beside each is another with its functions compiled; for V8 to read them takes a quarter of
 * the time in which Node finds, links and compiles a hundred. All other modules are files of their own, loaded when a command
 * asks for them. `scripts/packs.ts` makes the files.
 */
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire, enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { isBinary, readAsset } from "../base/assets.ts";

/** Which file has a module, by the module's name: the build puts it here. A module that is not listed is its own file. */
declare const FILES: Readonly<Record<string, string>>;

interface Module {
  exports: Record<string, unknown>;
}

/**
 * A module's code. `load` is its `import()`, `later` runs another module when it is asked for its names, `wait` takes what has to be
 * done before the module can be used, `url` is where the program finds its other files from.
 */
type Code = (
  module: Module,
  exports: Module["exports"],
  require: (name: string) => unknown,
  load: (name: string) => Promise<unknown>,
  later: (name: string) => { now: unknown },
  wait: (ready: Promise<unknown>) => void,
  url: string,
) => void;

const requireBeside = createRequire(import.meta.url);
const codes: Record<string, Code> = {};
const modules: Record<string, Module> = {};
let waits: Promise<unknown>[] = [];

/**
 * Runs one command and ends the process with its exit code, as soon as all that it said is written: Node by itself would first
 * collect garbage that is of no use to anybody, which takes as long as all the work of a short command.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const program = (await load("./main.cjs")) as typeof import("./main.ts");
  const code = await program.main(argv);
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit(code);
}

/** Waits until the stream has passed on all that was written to it: what a full pipe did not take would be lost. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.writableLength > 0) await new Promise<void>((done) => stream.write("", () => done()));
}

/** Loads a module of the program and what it needs. */
export async function load(name: string): Promise<unknown> {
  const exports = requireModule(name);
  const ready = waits;
  waits = [];
  await Promise.all(ready);
  return exports;
}

function requireModule(name: string): unknown {
  // A package that is not in the program.
  if (!name.startsWith("./")) return requireBeside(name);
  const known = modules[name];
  if (known) return known.exports;
  if (!codes[name]) Object.assign(codes, read(FILES[name] ?? name.slice(2)));
  const module: Module = (modules[name] = { exports: {} });
  codes[name]?.(module, module.exports, requireModule, load, later, (ready) => void waits.push(ready), import.meta.url);
  return module.exports;
}

function later(name: string): { now: unknown } {
  let exports: unknown;
  return {
    get now() {
      return (exports ??= requireModule(name));
    },
  };
}

function read(file: string): Record<string, Code> {
  const isKept = Object.values(FILES).includes(file);
  if (isBinary() || isKept) return run(file, isKept);
  // Node keeps what it compiles in a folder of its own.
  enableCompileCache();
  return requireBeside(`./${file}`) as Record<string, Code>;
}

function run(file: string, isKept: boolean): Record<string, Code> {
  const filename = fileURLToPath(new URL(file, import.meta.url));
  // What one version of Node has compiled is of no use to another.
  const name = `${file}.${process.version}-${process.platform}-${process.arch}`;
  const cachedData = isKept ? compiled(name) : undefined;
  const script = new Script(bytesOf(file).toString("utf8"), { filename, cachedData });
  if (isKept && !cachedData && !isBinary()) process.once("exit", () => keep(script, new URL(name, import.meta.url)));
  return script.runInThisContext() as Record<string, Code>;
}

function bytesOf(file: string): Buffer {
  return isBinary() ? readAsset(`dist/cli/${file}`) : readFileSync(new URL(file, import.meta.url));
}

function compiled(name: string): Buffer | undefined {
  try {
    return bytesOf(name);
  } catch {
    return undefined;
  }
}

/** Keeps what has been compiled until now for the next command, if this user may write there. */
function keep(script: Script, file: URL): void {
  const unfinished = new URL(`${file.href}.${process.pid}`);
  try {
    writeFileSync(unfinished, script.createCachedData(), { flag: "wx" });
    // A command lets nobody else read what it writes, but the program is for all.
    chmodSync(unfinished, 0o644);
    renameSync(unfinished, file);
  } catch {
    // It only takes longer.
  }
}
