import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readAsset } from "../../assets.ts";
import { candidates } from "../../config/load.ts";
import { ConfigError, messageOf, StateError } from "../../errors.ts";
import type { Context } from "../context.ts";

export async function init(context: Context): Promise<void> {
  const { io, globals } = context;
  const [file = ""] = candidates({ file: globals.config, env: io.env, cwd: io.cwd });
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Only this user: tokens may be written into it.
    writeFileSync(file, readAsset("config.example.yaml"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw new StateError(`${file} exists already; it is left as it is`, {
        hint: "Check it with: reputation config check",
      });
    }
    throw new ConfigError(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
  context.print({ config: file }, () => `Wrote ${file}`);
  context.hint(`Next:
  1. Fill in your accounts and brands, and set the tokens it names:  $EDITOR ${file}
  2. reputation config check
  3. reputation daemon`);
}
