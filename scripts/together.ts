/** Runs npm scripts at the same time: node scripts/together.ts types lint. Prints each one's output when it ends. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** @returns whether it ended well */
async function run(name: string): Promise<boolean> {
  const child = spawn("npm", ["run", name], { stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  return code === 0;
}

const ended = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = ended.includes(false) ? 1 : 0;
