/**
 * Makes of what esbuild has put together what `src/cli/loader.ts` loads. esbuild gives a hundred ES modules for a command, since
 * each set of commands that share something is one. Node takes 60 ms to link so many, and compiles anew what they run. So each
 * becomes a function, as in CommonJS, and what many commands need stands together in four files.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { basename } from "node:path";
import { transform, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { BUNDLE, PACKAGES } from "./bundle.ts";

/** What each file of those that are kept compiled has: these modules, and what they import and no other file begins with. */
const PACKS: Readonly<Record<string, readonly string[]>> = {
  start: ["src/cli/main.ts"],
  desk: [
    "src/cli/context.ts",
    "src/config/load.ts",
    ...["inbox", "status", "jobs", "show"].map((name) => `src/cli/commands/${name}.ts`),
  ],
  texts: ["src/texts/texts.ts"],
  core: ["src/app.ts", ...["approve", "skip", "edit"].map((name) => `src/cli/commands/${name}.ts`)],
};

/** Module by module: what a module's code is given besides what CommonJS gives. */
const CODE = "(module, exports, require, PROGRAM_LOAD, PROGRAM_LATER, PROGRAM_WAIT, PROGRAM_URL)";

const YOGA = `import loadYoga from "../binaries/yoga-wasm-base64-esm.js";
import wrapAssembly from "./wrapAssembly.js";
import constants from "./generated/YGEnums.js";
const Yoga = { ...constants };
PROGRAM_WAIT(loadYoga().then((assembly) => Object.assign(Yoga, wrapAssembly(assembly))));
export { Yoga as default };
export * from "./generated/YGEnums.js";`;

/** A function cannot wait while it is called, as a module can: ink waits for its layout, and for developer tools if asked to. */
const noWaiting: Plugin = {
  name: "no waiting",
  setup(builder) {
    builder.onLoad({ filter: /\/yoga-layout\/dist\/src\/index\.js$/ }, () => ({ contents: YOGA }));
    builder.onLoad({ filter: /\/ink\/build\/reconciler\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("process.env['DEV'] === 'true'", "false"),
    }));
  },
};

/** What finds the database's addon has to stand in its package; the single executable says which addon it is. */
const ADDON = `const { createRequire } = process.getBuiltinModule("node:module");
exports.getBinding = (given) => {
  if (typeof given === "object" && given !== null) return given;
  const require = createRequire(PROGRAM_URL);
  const file = require.resolve("better-sqlite3/package.json").replace(/package\\.json$/, "lib/binding.js");
  return require(file).getBinding(given);
};`;

const addonFromItsPackage: Plugin = {
  name: "addon from its package",
  setup(builder) {
    builder.onLoad({ filter: /\/better-sqlite3\/lib\/binding\.js$/ }, () => ({ contents: ADDON }));
  },
};

/** How esbuild makes the modules. */
export const MODULES = {
  ...BUNDLE,
  splitting: true,
  write: false,
  // `withClassNames` does.
  keepNames: false,
  outExtension: { ".js": ".cjs" },
  // Without what can never be run, such as a wait for developer tools.
  minifySyntax: true,
  define: { ...BUNDLE.define, "import.meta.url": "PROGRAM_URL" },
  plugins: [noWaiting, addonFromItsPackage, ...PACKAGES],
} satisfies BuildOptions;

interface Built {
  metafile: Metafile;
  outputFiles: readonly { path: string; text: string }[];
}

export interface Packed {
  /** Texts by the names of the files. */
  files: ReadonlyMap<string, string>;
  /** Which file has a module that is no file of its own. */
  fileOf: Readonly<Record<string, string>>;
}

/** @throws Error when a module cannot be made a function */
export async function pack({ metafile, outputFiles }: Built): Promise<Packed> {
  const modules = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const texts = outputFiles.map(async ({ path, text }) => {
    const name = basename(path);
    return [name, await codeOf(text, modules.get(name))] as const;
  });
  const eager = new Map(await Promise.all(texts));
  const packs = Object.entries(PACKS).map(([title, sources]) => [title, needed(modules, sources)] as const);
  const kept = new Set(packs.flatMap(([, names]) => names));
  const codes = new Map([...eager].map(([name, code]) => [name, lateImports(code, kept)]));
  const files = new Map<string, string>();
  const fileOf: Record<string, string> = {};
  for (const [title, all] of packs) {
    const names = all.filter((name) => codes.has(name));
    const text = fileText(names, codes);
    const file = `${title}-${createHash("sha256").update(text).digest("hex").slice(0, 8)}.cjs`;
    files.set(file, text);
    for (const name of names) {
      fileOf[`./${name}`] = file;
      codes.delete(name);
    }
  }
  for (const name of codes.keys()) files.set(name, fileText([name], codes));
  return { files, fileOf };
}

/**
 * Makes a module run those that it imports when something of them is used, as no import of ours has effects: most of what a
 * command imports is for what it does not do this time. So are built-in modules. Modules that have to be waited for stand in
 * none of these files.
 */
function lateImports(code: string, kept: ReadonlySet<string>): string {
  const late = new Map<string, string>();
  return code
    .replace(
      /^var (import_\w+) = (?:__toESM\()?require\("([^"]+)"\)\)?;$/gm,
      (line, variable: string, name: string) => {
        if (!isBuiltin(name) && !kept.has(name.replace("./", ""))) return line;
        late.set(variable, name);
        return `var ${variable} = PROGRAM_LATER("${name}");`;
      },
    )
    .replace(/\b(import_\w+)\.(default\b)?/g, (use, variable: string, byDefault?: string) => {
      const name = late.get(variable);
      if (name === undefined) return use;
      if (byDefault === undefined) return `${variable}.now.`;
      // A built-in module is its own default.
      return isBuiltin(name) ? `${variable}.now` : `${variable}.now.default`;
    });
}

type Output = Metafile["outputs"][string];

/** A module as a function's body. The comments say which sources it is made of. */
async function codeOf(text: string, output: Output | undefined): Promise<string> {
  let linked = text;
  for (const { path, kind, external } of output?.imports ?? [])
    if (kind === "dynamic-import" && !external)
      linked = linked.replaceAll(`import("./${basename(path)}")`, `PROGRAM_LOAD("./${basename(path)}")`);
  const { code } = await transform(linked, {
    format: "cjs",
    platform: "node",
    target: BUNDLE.target,
    legalComments: "none",
    supported: { "dynamic-import": false },
  });
  // Without a second object of the same exports, which tells other tools what esbuild has made.
  const plain = code.replace(/^module\.exports = __toCommonJS\((\w+)\);$/m, "module.exports = $1;");
  return [...Object.keys(output?.inputs ?? {}).map((source) => `// ${source}`), withClassNames(plain)].join("\n");
}

/**
 * A class that speaks of itself gets another name from esbuild, which an error would show. esbuild can keep all names, but by a
 * call for each function, of which a command would run thousands.
 */
function withClassNames(code: string): string {
  const start = /\b(\w+) = class _\1(?: extends [^\n{]+)? \{\n/g;
  return code.replace(start, (line, name: string) => {
    return `${line}static { Object.defineProperty(this, "name", { value: "${name}" }); }\n`;
  });
}

/** The modules that are made of these sources, and all that they import but those that other files begin with. */
function needed(modules: ReadonlyMap<string, Output>, sources: readonly string[]): string[] {
  const found = new Set<string>();
  const others = Object.values(PACKS)
    .flat()
    .filter((source) => !sources.includes(source));
  const madeOf = (name: string, some: readonly string[]): boolean =>
    some.some((source) => source in (modules.get(name)?.inputs ?? {}));
  const add = (name: string): void => {
    if (found.has(name) || madeOf(name, others)) return;
    found.add(name);
    for (const { path, kind } of modules.get(name)?.imports ?? [])
      if (kind === "import-statement" && modules.has(basename(path))) add(basename(path));
  };
  for (const name of modules.keys()) if (madeOf(name, sources)) add(name);
  return [...found];
}

/**
 * An object of functions by the names of their modules. As a script its value is the object; as a CommonJS module it exports
 * the object.
 */
function fileText(names: readonly string[], codes: ReadonlyMap<string, string>): string {
  const parts = names.map((name) => `${JSON.stringify(`./${name}`)}: function ${CODE} {\n${codes.get(name)}}`);
  return `(typeof module === "object" ? module : {}).exports = {\n${parts.join(",\n")}\n};\n`;
}
