import { resolve } from "node:path";

/** The built binary that is to be tested instead of the checkout: REPUTATION_BIN=build/reputation npm run test:e2e */
export const BINARY = process.env["REPUTATION_BIN"] && resolve(process.env["REPUTATION_BIN"]);

/** The program and the words before its arguments. */
export const PROGRAM: readonly [string, ...string[]] = BINARY
  ? [BINARY]
  : [process.execPath, resolve(import.meta.dirname, "../../bin/reputation.js")];
