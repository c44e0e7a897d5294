import { spawnSync } from "node:child_process";
import { cpSync, globSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { declaredWords } from "../../src/cli/words.ts";
import { makeMark, MARK_FILE } from "../../src/store/sqlite/schema-check.ts";
import { BINARY, PROGRAM } from "../support/binary.ts";
import { tempFolder } from "../support/temp.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * Preloaded into Node: says at the end which packages and built-in modules were loaded. The build has put most packages into
 * its own modules, where a comment says what each is made of.
 */
const WATCH = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from "node:module";
  import { Script } from "node:vm";
  const packages = new Set();
  const note = (text) => {
    for (const [, name] of text.matchAll(/node_modules\\/((?:@[^/]+\\/)?[^/\\s]+)/g)) packages.add(name);
  };
  registerHooks({
    load(url, context, next) {
      note(url);
      return next(url, context);
    },
  });
  const { runInThisContext } = Script.prototype;
  Script.prototype.runInThisContext = function () {
    const modules = Object.entries(runInThisContext.call(this));
    return Object.fromEntries(modules.map(([module, code]) => [
      module,
      (...given) => {
        note(String(code).match(/^[^\\n]*\\n((?:\\/\\/ .*\\n)*)/)?.[1] ?? "");
        return code(...given);
      },
    ]));
  };
  const before = new Set(process.moduleLoadList);
  process.on("exit", () => {
    const builtIns = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.split(" ")[1]);
    process.stderr.write("PACKAGES " + [...packages].join(" ") + "\\nBUILT-INS " + builtIns.join(" ") + "\\n");
  });
`)}`;

function packagesOf(...args: string[]): string[] {
  const [node, ...program] = PROGRAM;
  const ran = spawnSync(node, ["--import", WATCH, ...program, ...args], { cwd: tempFolder(), encoding: "utf8" });
  return /^PACKAGES (.*)$/m.exec(ran.stderr)?.[1]?.split(" ") ?? [];
}

test.skipIf(BINARY).each([["--version"], ["--help"], ["inbox", "--help"], ["inbx"], ["completion", "bash"]])(
  "%s loads commander and nothing else",
  (...args) => {
    expect(packagesOf(...args)).toEqual(["commander"]);
  },
);

test.skipIf(BINARY)("what many commands run was compiled by the build, and this Node takes it", () => {
  const folder = resolve(ROOT, "dist/cli");
  const compiled = compiledIn(folder);
  expect(compiled).toHaveLength(4);
  const ask = `const { readFileSync } = require("node:fs");
    const script = ([file, code]) => new (require("node:vm").Script)(readFileSync(file, "utf8"), { cachedData: readFileSync(code) });
    console.log(JSON.parse(process.argv[1]).map((files) => script(files).cachedDataRejected).join());`;
  const pairs = compiled.map((name) => [name.replace(/\.cjs\..*/, ".cjs"), name].map((file) => join(folder, file)));
  const [node] = PROGRAM;
  expect(spawnSync(node, ["-e", ask, JSON.stringify(pairs)], { encoding: "utf8" }).stdout).toBe(
    "false,false,false,false\n",
  );
});

test.skipIf(BINARY)(
  "a command that finds nothing compiled for its Node runs all the same, and keeps what it compiled",
  () => {
    const copy = copyOfProgram();
    const folder = join(copy, "dist/cli");
    const before = compiledIn(folder);
    for (const name of before) rmSync(join(folder, name));
    const [node] = PROGRAM;
    const ran = spawnSync(node, [join(copy, "bin/reputation.js"), "inbox"], { cwd: tempFolder(), encoding: "utf8" });
    expect(ran.stderr).toContain("no configuration found");
    // What decides is not loaded, and no text for a manager.
    expect(compiledIn(folder)).toEqual(before.filter((name) => !/^(?:core|texts)-/.test(name)));
  },
);

test.skipIf(BINARY)("classes of the built program have the names of their sources, which errors show", () => {
  const folder = resolve(ROOT, "dist/cli");
  const files = compiledIn(folder).map((name) => readFileSync(join(folder, name.replace(/\.cjs\..*/, ".cjs")), "utf8"));
  const classes = files.flatMap((text) => [
    ...text.matchAll(/\b(\w+) = class(?: (_\w+))?(?: extends [^\n{]+)? \{\n(.*)/g),
  ]);
  expect(classes.map(([, name]) => name)).toContain("ConfigError");
  const renamed = classes.filter(([, name, inner, first]) =>
    inner === undefined ? /Error\d+$/.test(name ?? "") : !first?.includes(`"name", { value: "${name}" }`),
  );
  expect(renamed.map(([, name]) => name)).toEqual([]);
});

/** The files of what this Node has compiled of the last build; those of builds before stay for a day. */
function compiledIn(folder: string): string[] {
  const program = readFileSync(join(folder, "main.js"), "utf8");
  const names = globSync(`*.cjs.${process.version}-*`, { cwd: folder }).toSorted();
  return names.filter((name) => program.includes(name.replace(/\.v.*/, "")));
}

/** A copy of the built program, with which a test may do what it likes. */
function copyOfProgram(): string {
  const copy = tempFolder();
  const asBuilt = { recursive: true, preserveTimestamps: true };
  for (const name of ["bin", "dist"]) cpSync(resolve(ROOT, name), join(copy, name), asBuilt);
  for (const name of ["node_modules", "package.json"]) symlinkSync(resolve(ROOT, name), join(copy, name));
  return copy;
}

describe.skipIf(BINARY)("the command words that the build has written", () => {
  test("equal what the commands declare", async () => {
    const declared = JSON.parse(JSON.stringify(await declaredWords())) as unknown;
    expect(JSON.parse(readFileSync(resolve(ROOT, "dist/cli/words.json"), "utf8"))).toEqual(declared);
  });

  test("come with the mark of the schema that the migrations make", () => {
    expect(JSON.parse(readFileSync(resolve(ROOT, "dist/cli", MARK_FILE), "utf8"))).toEqual(makeMark());
  });

  test("are ignored when the program was built after them", () => {
    const copy = copyOfProgram();
    const words = join(copy, "dist/cli/words.json");
    writeFileSync(words, readFileSync(words, "utf8").replaceAll("--limit <number>", "--most <number>"));
    const help = (): string => {
      const [node] = PROGRAM;
      return spawnSync(node, [join(copy, "bin/reputation.js"), "inbox", "--help"], { encoding: "utf8" }).stdout;
    };
    expect(help()).toContain("--most <number>");
    const later = statSync(words).mtimeMs / 1000 + 1;
    utimesSync(join(copy, "dist/cli/main.js"), later, later);
    expect(help()).toContain("--limit <number>");
    rmSync(words);
    expect(help()).toContain("--limit <number>");
  });
});

test.skipIf(BINARY)(
  "commands that look and decide load no screens, no AI, no HTTP and no built-in module without need",
  () => {
    const config = resolve(import.meta.dirname, "../../config.example.yaml");
    const database = resolve(tempFolder(), "reputation.db");
    for (const args of [
      ["inbox", "--json"],
      ["status", "--once"],
      ["jobs", "list"],
    ]) {
      const [node, ...program] = PROGRAM;
      const ran = spawnSync(node, ["--import", WATCH, ...program, ...args, "--config", config], {
        cwd: tempFolder(),
        encoding: "utf8",
        env: { ...process.env, REPUTATION_DATABASE: database },
      });
      expect(ran.status, ran.stderr).toBe(0);
      const packages = /^PACKAGES (.*)$/m.exec(ran.stderr)?.[1]?.split(" ") ?? [];
      expect(packages).toContain("kysely");
      for (const heavy of ["ink", "react", "undici", "hono", "@hono/zod-openapi", "pino", "prom-client", "p-queue"])
        expect(packages, args.join(" ")).not.toContain(heavy);
      const builtIns = /^BUILT-INS (.*)$/m.exec(ran.stderr)?.[1]?.split(" ") ?? [];
      expect(builtIns).toContain("os");
      for (const heavy of ["child_process", "crypto", "fs/promises", "timers/promises", "internal/util/diff"])
        expect(builtIns, args.join(" ")).not.toContain(heavy);
    }
  },
);
