/**
 * How often a property is tried. `npm run test:properties` tries it a hundred times as often, or as REPUTATION_RUNS
 * says; fast-check prints the seed of a run that fails.
 */
export function runs(count: number): { numRuns: number } {
  return { numRuns: count * Number(process.env["REPUTATION_RUNS"] ?? 1) };
}
