import type { Label } from "./crash-points.ts";

export type KillLabel = Label | "random moment";

/** One daemon, from its word to its death; times in Unix ms. */
export interface Life {
  label: KillLabel;
  /** Where it was to die; it is another when it had not come there in time. */
  planned: KillLabel;
  from: number;
  to: number;
  /** A signal's name or an exit code. */
  ended: string | number;
}
