import { flag, option, type Given } from "./parameters.ts";
import { text } from "./values.ts";

/** Options that every command takes. */
export const GLOBALS = {
  config: option(
    "--config <file>",
    "the configuration (default: ./reputation.yaml, then ~/.config/reputation/config.yaml)",
    text,
  ),
  json: flag("--json", "print the result as one JSON document"),
  color: flag("--no-color", "no colour"),
  quiet: flag("-q, --quiet", "only the result and errors"),
  debug: flag("--debug", "with an error, show where it comes from"),
};

export type Globals = Given<typeof GLOBALS>;
