/** What Node itself keeps the daemon from, in a unit that runs a checkout; the binary brings its own. */
import { realpathSync } from "node:fs";
import { dirname } from "node:path";

/** Read whatever is installed: keys and certificates, what the process is, what it has open. Not `/proc/self/mem`. */
const READ = [
  "/etc",
  "/run/credentials",
  "/run/secrets",
  "%S/reputation",
  ...["ns/pid", "fd", "limits", "status"].map((name) => `/proc/self/${name}`),
];

/**
 * Options of Node. SIGUSR1 opens no inspector, which reads every key in the process; files beyond the named ones are not
 * read through Node, nor written beyond the state; no threads, no WASI. The database's addon and systemd-notify, a child,
 * are allowed. The words are for a unit: `%S` is the folder of the state.
 * Reference: https://nodejs.org/docs/latest-v24.x/api/permissions.html
 * @param script the script that Node runs, which may be a link
 * @param quoted writes a path as a word of the unit
 */
export function nodeOptions(script: string, config: string, quoted: (word: string) => string): string[] {
  const root = dirname(dirname(realpathSync(script)));
  const own = [script, root, dirname(config)].map(quoted);
  return [
    "--disable-sigusr1",
    "--permission",
    "--allow-addons",
    "--allow-child-process",
    ...[...own, ...READ].map((path) => `--allow-fs-read=${path}`),
    "--allow-fs-write=%S/reputation",
    "--disable-warning=PERM0001",
    "--disable-warning=PERM0002",
  ];
}
