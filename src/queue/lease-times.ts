/** How long processes may be silent before others act as if they were dead, ms. */
export interface LeaseTimes {
  /** A job belongs to its process for this long after each renewal. */
  jobMs: number;
  /** How often leases are renewed: those of jobs, and the daemon's. */
  renewMs: number;
  /** A holder that has been silent this long is considered dead, even if some process has its number. */
  silenceMs: number;
}

export const LEASE_TIMES: LeaseTimes = { jobMs: 30_000, renewMs: 10_000, silenceMs: 60_000 };
