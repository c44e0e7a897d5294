#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it only makes sure that the right one runs the program.
const [major] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(`reputation needs Node 24 or later; this is Node ${process.versions.node} (${process.execPath}).
From a checkout use: npm ci && npm start    (npm brings the right Node), or install Node 24.
`);
  process.exit(1);
}
// Node would open a debugger at this signal, through which every user of this machine could read the keys.
process.on("SIGUSR1", () => undefined);
const { main } = await import("../dist/cli/main.js").catch((error) => {
  if (error.code !== "ERR_MODULE_NOT_FOUND" || !String(error.url).endsWith("/dist/cli/main.js")) throw error;
  process.stderr.write("reputation is not built yet. Build it with: npm run build\n");
  process.exit(1);
});
await main(process.argv.slice(2));
