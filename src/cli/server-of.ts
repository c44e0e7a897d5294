import type { Config } from "../config/schema.ts";

export interface ServerOf {
  /** What works on the database of the configuration, once it is started. */
  name: "daemon" | "hub";
  /** The command that starts it. */
  start: string;
}

/** A configuration with cells is a hub's, and the daemon refuses it. */
export function serverOf({ cells }: Pick<Config, "cells">): ServerOf {
  return cells ? { name: "hub", start: "reputation hub" } : { name: "daemon", start: "reputation daemon" };
}
