/** How esbuild puts the program and its packages together, for `dist/` and for the binary. */
import { builtinModules } from "node:module";
import type { BuildOptions, Plugin } from "esbuild";

const BUILT_IN = new RegExp(`^(node:.+|${builtinModules.join("|").replaceAll("/", "\\/")})$`);

/**
 * Nothing is imported when the program starts: a built-in module is loaded when it is used. What `import()` asks for is left to
 * Node where the program is in several files, because such a module would be a file of its own there, without named exports.
 */
const lazyBuiltIns: Plugin = {
  name: "built-ins",
  setup(builder) {
    const { splitting = false } = builder.initialOptions;
    builder.onResolve({ filter: BUILT_IN }, ({ path, kind }) =>
      splitting && kind === "dynamic-import" ? { path, external: true } : { path, namespace: "built-in" },
    );
    builder.onLoad({ filter: /.*/, namespace: "built-in" }, ({ path }) => {
      const name = path.startsWith("node:") ? path : `node:${path}`;
      return { contents: `module.exports = process.getBuiltinModule(${JSON.stringify(name)})`, loader: "js" };
    });
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
    // Ink looks for its developer tools with it, which are never asked for here.
    "import.meta.resolve": "undefined",
  },
  plugins: [lazyBuiltIns, noDevtools],
  logLevel: "warning",
} satisfies BuildOptions;
