import type { Label } from "./crash-points.ts";

export type KillLabel = Label | "random moment";

/** One daemon, from its start signal to its death; times in Unix ms. */
export interface Life {
  label: KillLabel;
  /** Where the daemon was meant to die; it died elsewhere when it did not get there in time. */
  planned: KillLabel;
  from: number;
  to: number;
  /** The signal's name or the exit code. */
  ended: string | number;
}
