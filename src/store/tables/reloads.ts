/** How a command asks the daemon to read the configuration again, and hears what came of it. */
import { z } from "zod";
import type { Reader, Tx } from "../db.ts";
import { getMeta, setMeta } from "./meta.ts";

const request = z.object({
  id: z.string(),
  /** Who asked: `person:anna`. */
  by: z.string(),
});

const result = z.object({
  /** That of the request. */
  id: z.string(),
  /** Null: the configuration was taken over. Else why not, and the one that ran before still does. */
  refused: z.object({ message: z.string(), hint: z.string().nullable() }).nullable(),
  /** The names of what has changed. */
  applied: z.array(z.string()),
  /** The names of what has changed and needs a restart. */
  restart: z.array(z.string()),
  /** The keys that come from the environment: a new value needs a restart. */
  environment: z.array(z.string()),
});

export type ReloadRequest = z.infer<typeof request>;
export type ReloadResult = z.infer<typeof result>;

export function askForReload(tx: Tx, asked: ReloadRequest): void {
  setMeta(tx, "reload_request", asked);
}

export function askedReload(reader: Reader): ReloadRequest | undefined {
  return getMeta(reader, "reload_request", request);
}

export function answerReload(tx: Tx, answer: ReloadResult): void {
  setMeta(tx, "reload_result", answer);
}

export function answeredReload(reader: Reader): ReloadResult | undefined {
  return getMeta(reader, "reload_result", result);
}
