/**
 * The laws on which item, answer, audit, jobs and open sends of one item must agree. Each law has a name and finds what
 * breaks it.
 */
import type { Rows } from "./program.ts";

type Law = (rows: Rows) => boolean;

const live = ({ jobs }: Rows): string[] =>
  jobs.filter(({ finished_at }) => finished_at === null).map(({ kind }) => String(kind));

/** Jobs that have not begun; a running job ends by itself and notices that it is not needed. */
const waiting = ({ jobs }: Rows): string[] =>
  jobs.filter(({ state }) => state === "scheduled" || state === "ready").map(({ kind }) => String(kind));

const openSends = ({ attempts }: Rows): number =>
  attempts.filter(({ outcome, resolution }) => (outcome === "intent" || outcome === "unknown") && resolution === null)
    .length;

const is =
  (...statuses: string[]) =>
  ({ item }: Rows): boolean =>
    statuses.includes(String(item["status"]));

const answers =
  (...statuses: (string | undefined)[]) =>
  ({ response }: Rows): boolean =>
    statuses.includes(response === undefined ? undefined : String(response["status"]));

const count = (list: readonly string[], kind: string): number => list.filter((found) => found === kind).length;
const only = (list: readonly string[], ...kinds: string[]): boolean => list.every((kind) => kinds.includes(kind));

/** A law for every state. */
const ALWAYS: Record<string, Law> = {
  "an answer is approved by somebody at some time, or by nobody at no time": ({ response }) =>
    response === undefined || (response["approved_by"] === null) === (response["approved_at"] === null),
  "a draft is approved by nobody, every other answer by somebody": ({ response }) =>
    response === undefined || (response["status"] === "draft") === (response["approved_by"] === null),
  "an open send is there only while it can be read back or a person has to look": (rows) =>
    openSends(rows) === 0 || is("publishing", "approved", "error")(rows),
  "no more than one send is open": (rows) => openSends(rows) <= 1,
  "no two jobs do the same": (rows) => new Set(live(rows)).size === live(rows).length,
};

/** A law for the named item states. */
const OF_STATES: [states: string[], laws: Record<string, Law>][] = [
  [
    ["new", "analyzing"],
    {
      "what the machine works on has a job that does it": (rows) =>
        live(rows).some((kind) => kind === "analyze_item" || kind === "generate_response"),
      "what the machine works on is not worked on twice": (rows) => waiting(rows).length <= 1,
      "what the machine works on has nothing else that waits to be done": (rows) =>
        only(waiting(rows), "analyze_item", "generate_response"),
      "what the machine works on has no approved answer": answers(undefined, "draft"),
    },
  ],
  [
    ["pending_review", "escalated"],
    {
      "what waits has an answer that nobody has approved": answers("draft"),
      "what waits was drafted from what the buyer says now, or written by a person": ({ item, response }) => {
        if (response !== undefined && response["final_text"] === response["draft_text"]) return true;
        // The writer of a first answer stands where the model of a draft does, and stays there when it is edited.
        if (/^(?:person|token):/.test(String(response?.["model"]))) return true;
        const analysis = JSON.parse(String(item["ai_analysis"])) as { analyzed_at: string } | null;
        return analysis !== null && Date.parse(analysis.analyzed_at) <= Number(response?.["updated_at"]);
      },
      "what waits has no job but another draft": (rows) => only(waiting(rows), "regenerate_response"),
    },
  ],
  [
    ["approved"],
    {
      "what is approved has one send to come, or a failed answer": (rows) =>
        (answers("approved")(rows) && count(live(rows), "send_response") === 1) || answers("failed")(rows),
      "what is approved has nothing else that waits to be done": (rows) => only(waiting(rows), "send_response"),
    },
  ],
  [
    ["publishing"],
    {
      "what is being sent is approved": answers("approved", "failed"),
      "what is being sent has one job that sends it": (rows) => count(live(rows), "send_response") === 1,
    },
  ],
  [
    ["published"],
    {
      "what is published has a published answer": answers("published"),
      "what is published has no job that waits": (rows) => waiting(rows).length === 0,
    },
  ],
  [
    ["skipped"],
    {
      "what is closed has no approved answer": answers(undefined, "draft"),
      "what is closed has no job that waits, but for one that was running then": ({ jobs }) =>
        jobs.every(({ finished_at, state, attempt, kind }) => {
          return finished_at !== null || state === "running" || (Number(attempt) > 0 && kind !== "send_response");
        }),
    },
  ],
  [
    ["error"],
    {
      "what has failed says why": ({ item }) => item["error_message"] !== null,
      "what has failed has no answer that is on its way": answers(undefined, "draft", "failed"),
      "what has failed has no job that waits": (rows) => waiting(rows).length === 0,
    },
  ],
];

/** The names of the laws that these rows break. */
export function broken(rows: Rows): string[] {
  const own = OF_STATES.filter(([states]) => is(...states)(rows)).map(([, laws]) => laws);
  const laws: [string, Law][] = [ALWAYS, ...own].flatMap((found) => Object.entries(found));
  return laws.filter(([, holds]) => !holds(rows)).map(([name]) => name);
}

/** The laws for an item at rest, when everything that waited is done. */
export function unfinished(rows: Rows): string[] {
  const rests = is("pending_review", "escalated", "published", "skipped", "error")(rows);
  return rests || (is("approved")(rows) && answers("failed")(rows)) ? [] : ["it goes on until a person has to decide"];
}
