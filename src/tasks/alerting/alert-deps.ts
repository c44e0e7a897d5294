import type { Deps } from "../deps.ts";
import type { ItemViews } from "./item-views.ts";

/** What telling people takes: a daemon has it, and so has a hub. */
export interface AlertDeps extends Pick<Deps, "db" | "clock" | "log" | "config" | "enqueue" | "channels"> {
  /** How items are seen; left out: in the own database. */
  views?: () => ItemViews;
  /** For how long nobody is told anything, ms; left out: people are always told. */
  silentForMs?: () => number;
}
