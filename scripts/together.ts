/** Runs npm scripts at the same time: node scripts/together.ts types lint. Prints each one's output when it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/**
 * The compiler and the linter are Go programs that end soon. Collecting their garbage takes a third of their time, so
 * they only collect it when there is much. The limit is for each of them.
 */
const env = { ...process.env, GOGC: "off", GOMEMLIMIT: "2GiB" };

/** @returns whether it ended well */
async function run(name: string): Promise<boolean> {
  const child = spawn("npm", ["run", name], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return code === 0;
}

const ended = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = ended.includes(false) ? 1 : 0;
