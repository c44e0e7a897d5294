/** Builds `dist/`. Run: npm run build, or npm run dev, which builds again at every change. */
import { resolve } from "node:path";
import { build, context } from "esbuild";
import { programIn } from "./program.ts";

const options = programIn(resolve(import.meta.dirname, "../dist/cli"));
if (process.argv.includes("--watch")) await (await context(options)).watch();
else await build(options);
