/** All tasks: the only registry. */
import { POLL_KINDS, pollOf } from "../domain/job.ts";
import type { AnyTask } from "../queue/task.ts";
import { deliverAlerts } from "./alerting/deliver.ts";
import { drawCard, greetContact, sendCard } from "./alerting/draw-card.ts";
import { remindHandedOn } from "./alerting/remind.ts";
import { routeAlerts } from "./alerting/route.ts";
import { analyzeItem } from "./analyze-item.ts";
import { archiveOldItems } from "./archive-old-items.ts";
import { calculateDailyAnalytics } from "./calculate-daily-analytics.ts";
import type { Deps } from "./deps.ts";
import { generateResponse } from "./generate-response.ts";
import { officeHeartbeat } from "./office-heartbeat.ts";
import { pollTask } from "./poll.ts";
import { regenerateResponse } from "./regenerate-response.ts";
import { retryFailedPublish } from "./retry-failed-publish.ts";
import { sendResponse } from "./send-response.ts";
import { weeklySummary } from "./weekly-summary.ts";

/** By kind. */
export function allTasks(): ReadonlyMap<string, AnyTask<Deps>> {
  const polls = POLL_KINDS.map((kind) => {
    const { platform, itemType } = pollOf(kind);
    return pollTask(platform, itemType);
  });
  const others: AnyTask<Deps>[] = [
    analyzeItem,
    generateResponse,
    regenerateResponse,
    sendResponse,
    retryFailedPublish,
    calculateDailyAnalytics,
    archiveOldItems,
    officeHeartbeat,
    weeklySummary,
    routeAlerts,
    deliverAlerts,
    remindHandedOn,
    drawCard,
    sendCard,
    greetContact,
  ];
  return new Map([...polls, ...others].map((task) => [task.kind, task]));
}
