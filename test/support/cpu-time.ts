/** The processor time that the work takes in this process, in ms. A busy machine that lets it wait adds nothing. */
export function cpuTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
