import type { App } from "../app.ts";
import { planSchedules } from "../schedule/plan.ts";

/** Has the account's marketplace read now. */
export function pollNowOf({ config, decisions }: Pick<App, "config" | "decisions">) {
  return (account: string): Promise<void> =>
    decisions.runSchedules(
      planSchedules(config).filter(({ name }) => name.startsWith("poll_") && name.endsWith(`:${account}`)),
    );
}
