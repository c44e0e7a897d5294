import { resolve } from "node:path";
import { CONFINED } from "../../scripts/confined.ts";

/** The built binary that is to be tested instead of the checkout: REPUTATION_BIN=build/reputation npm run test:e2e */
export const BINARY = process.env["REPUTATION_BIN"] && resolve(process.env["REPUTATION_BIN"]);

/**
 * The program and the words before its arguments. It is confined as the binary is, because Node takes some of its own
 * functions from a confined program.
 */
export const PROGRAM: readonly [string, ...string[]] = BINARY
  ? [BINARY]
  : [process.execPath, ...CONFINED, resolve(import.meta.dirname, "../../bin/reputation.js")];
