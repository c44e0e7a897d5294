/** Where the single executable begins; from a checkout it is `bin/reputation.js`. */
import { main } from "./main.ts";

process.exitCode = await main(process.argv.slice(2));
