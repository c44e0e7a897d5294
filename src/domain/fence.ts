/** Why answers do not leave although nothing is wrong with them: another daemon may send. */
export const FENCE_REASONS = [
  /** It has just taken over: requests of the former daemon may still be on their way. */
  "settling",
  /** It cannot look whether another one has taken over. */
  "unsure",
  /** Another one has taken over. */
  "superseded",
] as const;
export type FenceReason = (typeof FENCE_REASONS)[number];
