/** How esbuild puts the program and its packages together, for `dist/` and for the binary. */
import { builtinModules } from "node:module";
import type { BuildOptions, Plugin } from "esbuild";

const BUILT_IN = new RegExp(`^(node:.+|${builtinModules.join("|").replaceAll("/", "\\/")})$`);

/** Nothing is imported when the program starts: a built-in module is loaded when something of it is used. */
const lazyBuiltIns: Plugin = {
  name: "built-ins",
  setup(builder) {
    builder.onResolve({ filter: BUILT_IN }, ({ path }) => ({ path, namespace: "built-in" }));
    builder.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => {
      const name = path.startsWith("node:") ? path : `node:${path}`;
      return { contents: isPlain(name) ? builtInByName(name) : `module.exports = ${getBuiltIn(name)}`, loader: "js" };
    });
  },
};

function getBuiltIn(name: string): string {
  return `process.getBuiltinModule(${JSON.stringify(name)})`;
}

/** Whether a built-in module is no more than the names in it: no function itself, and none of its values is ever replaced. */
function isPlain(name: string): boolean {
  return typeof process.getBuiltinModule(name) === "object" && name !== "node:process";
}

/** The names of a built-in module, each of which loads it when it is asked for. */
function builtInByName(name: string): string {
  const keys = Object.getOwnPropertyNames(process.getBuiltinModule(name)).map((key) => JSON.stringify(key));
  return `let loaded;
const load = () => (loaded ??= ${getBuiltIn(name)});
module.exports = {${keys.map((key) => `get ${key}() { return load()[${key}]; }`).join(",")}};`;
}

/** Packages of one function that compile large expressions when they are loaded, for what most commands never show. */
const LATE = ["string-width", "wrap-ansi"];

/** Such a package is loaded when its function is called. */
const latePackages: Plugin = {
  name: "late packages",
  setup(builder) {
    builder.onResolve({ filter: new RegExp(`^(${LATE.join("|")})$`) }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "late" } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: "late" }, ({ path }) => ({
      contents: `export default (...values) => require(${JSON.stringify(path)}).default(...values);`,
      loader: "js",
      resolveDir: import.meta.dirname,
    }));
  },
};

/** zod's messages in forty other languages: who writes in Russian here writes it himself. */
const oneLanguageOfZod: Plugin = {
  name: "one language of zod",
  setup(builder) {
    builder.onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    }));
  },
};

/** An optional part of ink that is not installed. */
const noDevtools: Plugin = {
  name: "no devtools",
  setup(builder) {
    builder.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "nothing" }));
    builder.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "module.exports = {}", loader: "js" }));
  },
};

/** Optional native code of ssh2 that is not built: it asks for it, and does without when there is none. */
const noNativeSsh: Plugin = {
  name: "no native code of ssh2",
  setup(builder) {
    const filter = /^cpu-features$|\/sshcrypto\.node$/;
    builder.onResolve({ filter }, ({ path }) => ({ path, namespace: "not built" }));
    builder.onLoad({ filter: /.*/, namespace: "not built" }, ({ path }) => {
      return { contents: `throw new Error(${JSON.stringify(`${path} is not built`)})`, loader: "js" };
    });
  },
};

export const PACKAGES: readonly Plugin[] = [latePackages, oneLanguageOfZod, noDevtools, noNativeSsh];

export const BUNDLE = {
  bundle: true,
  metafile: true,
  platform: "node",
  format: "esm",
  target: "node24",
  // Names of errors are shown, and are those of their classes.
  keepNames: true,
  define: {
    "process.env.NODE_ENV": '"production"',
    // ssh2 looks there for a file that it has inside.
    __dirname: '""',
    // Ink looks for its developer tools with it, which are never asked for here.
    "import.meta.resolve": "undefined",
  },
  plugins: [lazyBuiltIns, ...PACKAGES],
  logLevel: "warning",
} satisfies BuildOptions;
