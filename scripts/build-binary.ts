/**
 * Builds `build/reputation`: the whole program as one executable file, by Node's own single-executable support.
 * Run: npm run build:binary (by the Node that goes into it; a binary is built on the platform it is for). With a folder, the
 * program that was built there goes into it: node scripts/build-binary.ts dist/cli
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
// @ts-expect-error -- it has no types
import { inject } from "postject";
import { BUNDLE } from "./bundle.ts";
import { CONFINED } from "./confined.ts";
import { programIn } from "./program.ts";

const ROOT = resolve(import.meta.dirname, "..");
const OUT = join(ROOT, "build");
/** The folder of a program that is built already. */
const built = process.argv[2];
/** The program for it, otherwise built by itself: `dist/` may be of other sources, or in use. */
const PROGRAM = built === undefined ? join(OUT, "program") : resolve(built);
const BINARY = join(OUT, process.platform === "win32" ? "reputation.exe" : "reputation");
/** Says to Node that the file has a program inside. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** better-sqlite3's prebuilt addon for this platform. */
function addonFile(): string {
  const folder = join(ROOT, "node_modules/better-sqlite3/prebuilds");
  const file = join(folder, `${process.platform}-${process.arch}.node`);
  if (existsSync(file)) return file;
  throw new Error(`better-sqlite3 ships no addon for ${process.platform}-${process.arch}: no binary can be built here`);
}

/** What starts the program, as Node 24 takes it: CommonJS. */
async function starter(): Promise<string> {
  const { outputFiles } = await build({
    ...BUNDLE,
    stdin: {
      contents: `import { main } from "./main.js";
void main(process.argv.slice(2));`,
      resolveDir: PROGRAM,
    },
    format: "cjs",
    write: false,
    banner: { js: 'const MODULE_URL = require("node:url").pathToFileURL(process.execPath).href;' },
    define: { ...BUNDLE.define, "import.meta.url": "MODULE_URL" },
  });
  return outputFiles[0]?.text ?? "";
}

/** What the program reads by `readAsset`: by the same names, from the same places. */
function programFiles(): Record<string, string> {
  const names = globSync(["config.example.yaml", "data/**/*.*", "src/store/migrations/*.sql"], {
    cwd: ROOT,
  });
  const program = globSync("*", { cwd: PROGRAM }).map((name) => [`dist/cli/${name}`, join(PROGRAM, name)]);
  return Object.fromEntries([...names.map((name) => [name, join(ROOT, name)]), ...program]) as Record<string, string>;
}

/** What starts the program, and all the files it needs, in Node's form. */
function makeBlob(script: string): Buffer {
  const main = join(OUT, "main.cjs");
  const blob = join(OUT, "main.blob");
  const settings = join(OUT, "sea.json");
  writeFileSync(main, script);
  const config = {
    main,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // NODE_OPTIONS of whoever starts it cannot put code into it.
    execArgvExtension: "none",
    execArgv: CONFINED,
    assets: { ...programFiles(), "better_sqlite3.node": addonFile() },
  };
  writeFileSync(settings, JSON.stringify(config));
  execFileSync(process.execPath, ["--experimental-sea-config", settings], { stdio: ["ignore", "ignore", "inherit"] });
  const content = readFileSync(blob);
  for (const file of [main, blob, settings]) rmSync(file);
  return content;
}

async function assemble(blob: Buffer): Promise<void> {
  rmSync(BINARY, { force: true });
  copyFileSync(process.execPath, BINARY);
  chmodSync(BINARY, 0o755);
  // Before the program goes in; without binutils the file is 18 MB larger, no more.
  if (process.platform === "linux") spawnSync("strip", ["--strip-all", BINARY], { stdio: "ignore" });
  const segment = process.platform === "darwin" ? { machoSegmentName: "NODE_SEA" } : {};
  await (inject as Inject)(BINARY, "NODE_SEA_BLOB", blob, { sentinelFuse: FUSE, ...segment });
}

type Inject = (file: string, name: string, content: Buffer, options: Record<string, string>) => Promise<void>;

/** With nothing of this machine's environment. */
function check(): string {
  return execFileSync(BINARY, ["--version"], { env: {}, encoding: "utf8" }).trim();
}

mkdirSync(OUT, { recursive: true });
if (built === undefined) {
  rmSync(PROGRAM, { recursive: true, force: true });
  await build(programIn(PROGRAM));
}
await assemble(makeBlob(await starter()));
if (built === undefined) rmSync(PROGRAM, { recursive: true });
process.stdout.write(`${BINARY}  ${(statSync(BINARY).size / 1e6).toFixed(1)} MB  ${check()}\n`);
if (process.platform === "darwin") process.stdout.write("Sign it before use: codesign --sign - build/reputation\n");
