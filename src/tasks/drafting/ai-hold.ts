/**
 * An LLM that cannot be used (no answer, no money, a refused key) holds its work as a circuit breaker does: jobs wait in
 * their state without spending attempts, one request a minute finds out whether it works again, and other settings lift
 * the hold at once. After `ai.stand_in_after` ready phrases stand in for what is urgent.
 */
import { BUILT_IN, type Llm } from "../../ai/llm.ts";
import { type AuthError, LlmError } from "../../base/errors.ts";
import { DAY_MS, isToCome, MINUTE_MS } from "../../base/clock.ts";
import { tell, tellOfReturn } from "../../decisions/alerts.ts";
import { aiFingerprint } from "../../config/fingerprint.ts";
import { AI_PROBE_MS, AI_WAIT_MS, holdsAi, standInAt } from "../../domain/ai-hold.ts";
import { buyerText } from "../../domain/item.ts";
import { attemptsSpent } from "../../domain/job.ts";
import { failureOf } from "../../queue/attempt.ts";
import { snooze, type Outcome, type TaskContext } from "../../queue/task.ts";
import type { Reader, Tx } from "../../store/db.ts";
import {
  aiHoldOf,
  dropAiHold,
  handOverAiProbe,
  hurryAi,
  isAiProbeExpected,
  lastAnswerOf,
  listAiHolds,
  saveAiHold,
  type AiName,
} from "../../store/tables/ai-holds.ts";
import type { Item } from "../../store/tables/items.ts";
import { attemptsOfJob, requireJob } from "../../store/tables/jobs.ts";
import type { Deps } from "../deps.ts";
import { budgetHold } from "./budget.ts";

type Parts = Pick<Deps, "db" | "clock" | "config" | "llm" | "fallback" | "enqueue">;

/** The longest wait that an LLM's reply may order. */
const LONGEST_WAIT_MS = DAY_MS;

/** What is over sooner is told to nobody. */
const TELL_AFTER_MS = 5 * MINUTE_MS;

/** An LLM that may be asked. */
export interface Provider {
  name: AiName;
  llm: Llm;
}

/** Who writes for an item now: an LLM, ready phrases in its place (`code` says why), or nobody yet. */
export type Admission =
  | { kind: "ask"; provider: Provider }
  | { kind: "stand_in"; code: string }
  | { kind: "wait"; outcome: Outcome };

/** Which items ready phrases may stand in for; null: for none, the work waits. */
export type Urgent = Pick<Item, "item_type" | "rating" | "ai_analysis"> | null;

/** Asks who may work; a request that is allowed while a hold stands is the one that finds out. */
export async function admitAi(deps: Parts, context: TaskContext, item: Urgent): Promise<Admission> {
  const isFree = budgetHold(deps) === undefined && listAiHolds(deps.db).length === 0;
  if (deps.llm.model === BUILT_IN || isFree) return { kind: "ask", provider: { name: "main", llm: deps.llm } };
  return await context.write((tx) => admit(tx, deps, { jobId: context.jobId, item }));
}

/** Stars without a word say all that there is: ready phrases answer them, and no LLM is paid for it. */
export async function admitFirst(deps: Parts, context: TaskContext, item: Item): Promise<Admission> {
  const isBare = item.item_type === "review" && item.rating !== null && buyerText(item).trim() === "";
  if (!isBare || deps.llm.model === BUILT_IN) return await admitAi(deps, context, item);
  const { createOffline } = await import("../../ai/offline/provider.ts");
  return { kind: "ask", provider: { name: "main", llm: createOffline() } };
}

/** In the order in which they are asked. */
function providersOf({ llm, fallback }: Parts): Provider[] {
  return [{ name: "main", llm }, ...(fallback ? [{ name: "fallback", llm: fallback } as const] : [])];
}

function admit(tx: Tx, deps: Parts, { jobId, item }: { jobId: number; item: Urgent }): Admission {
  const now = deps.clock.now();
  liftReplaced(tx, deps);
  const budget = budgetHold(deps);
  const provider = budget === undefined ? freeOf(tx, deps) : undefined;
  if (provider) return { kind: "ask", provider };
  const [first, ...others] = budget ? [budget] : listAiHolds(tx);
  if (!first) return { kind: "ask", provider: { name: "main", llm: deps.llm } };
  // Nobody could write only since the last of them has been away.
  const since = Math.max(first.since, ...others.map((hold) => hold.since));
  const probeAt = Math.min(first.probe_at, ...others.map((hold) => hold.probe_at));
  const standIn = item === null ? Infinity : standInAt(item, since, deps.config.ai.stand_in_after);
  if (standIn <= now) return { kind: "stand_in", code: first.code };
  const isRelieved = budget === undefined && isAiProbeExpected(tx, jobId, probeAt);
  return { kind: "wait", outcome: snooze(Math.min(isRelieved ? now + AI_WAIT_MS : probeAt, standIn), first.message) };
}

/** The first that may be asked now, be it to find out whether it works again; the others wait for what that one learns. */
function freeOf(tx: Tx, deps: Parts): Provider | undefined {
  const now = deps.clock.now();
  return providersOf(deps).find(({ name }) => {
    const held = aiHoldOf(tx, name);
    if (held === undefined) return true;
    if (isToCome(held.probe_at, now, LONGEST_WAIT_MS)) return false;
    saveAiHold(tx, { ...held, probe_at: now + AI_PROBE_MS });
    return true;
  });
}

/** A request that failed: of which LLM, for which job and item. */
interface Tried {
  provider: Provider;
  jobId: number;
  item: Urgent;
}

/**
 * Notes that an LLM cannot be used.
 * @returns the error to throw, which spends no attempt; undefined when the trouble is this job's own, because the LLM has
 *   answered others since the job failed before, or because the error says nothing about the LLM
 */
export function noteAiDown(
  tx: Tx,
  deps: Parts,
  { provider, jobId, item }: Tried,
  error: AuthError | LlmError,
): LlmError | undefined {
  if (!holdsAi(error.code) || isOwnTrouble(tx, { jobId, item, provider }, error.code)) return undefined;
  const now = deps.clock.now();
  const known = aiHoldOf(tx, provider.name);
  const since = Math.min(known?.since ?? now, now);
  const { code, message } = failureOf(error);
  const probe_at = now + (error.retryAfterMs ?? AI_PROBE_MS);
  saveAiHold(tx, { name: provider.name, since, code, message, settings: aiFingerprint(deps.config.ai), probe_at });
  tellIfAway(tx, deps);
  const isRelieved =
    isAiProbeExpected(tx, jobId, probe_at) || (known !== undefined && handOverAiProbe(tx, jobId, probe_at));
  const standIn = item === null ? Infinity : standInAt(item, since, deps.config.ai.stand_in_after);
  // The other LLM may be asked at once, be it to find out about it, too.
  const isOtherFree = providersOf(deps).some(({ name }) => (aiHoldOf(tx, name)?.probe_at ?? now) <= now);
  const own = isRelieved ? now + AI_WAIT_MS : probe_at;
  const until = isOtherFree ? now : Math.min(own, Math.max(standIn, now));
  return new LlmError(message, { code, retryable: true, retryAfterMs: until - now, cause: error });
}

/** A limit of requests is never one item's own trouble. */
function isOwnTrouble(reader: Reader, { jobId, item, provider }: Tried, code: string): boolean {
  if (code === "llm.rate_limited") return false;
  const { name, llm } = provider;
  // Only trouble of its own spends a job's attempt, or lets ready words analyse its item, while the LLM is not known to
  // be away; it goes on until the LLM is.
  const isKnown = attemptsSpent(requireJob(reader, jobId)) > 1 || item?.ai_analysis?.model === BUILT_IN;
  if (isKnown && aiHoldOf(reader, name) === undefined) return true;
  const failed = attemptsOfJob(reader, jobId).findLast(({ error_code }) => error_code !== null && holdsAi(error_code));
  return failed !== undefined && lastAnswerOf(reader, llm.model) > failed.finished_at;
}

/** The LLM has answered, so all that waited for it goes on. */
export function noteAiWorks(tx: Tx, deps: Pick<Parts, "clock" | "enqueue">, { name, llm }: Provider): void {
  if (llm.model === BUILT_IN || aiHoldOf(tx, name) === undefined) return;
  dropAiHold(tx, name);
  tellOfReturn(tx, deps, "ai_away");
  hurryAi(tx, deps.clock.now());
}

/** No LLM can be asked, and has not been for a while; a limit of requests passes by itself. */
function tellIfAway(tx: Tx, deps: Parts): void {
  const holds = providersOf(deps).flatMap(({ name }) => aiHoldOf(tx, name) ?? []);
  const isPassing = holds.length < providersOf(deps).length || holds.every(({ code }) => code === "llm.rate_limited");
  const since = Math.max(...holds.map((hold) => hold.since));
  if (!isPassing && deps.clock.now() - since >= TELL_AFTER_MS) tell(tx, deps, { kind: "ai_away", since });
}

/** Lifts holds of other settings, and lets one request find out about each of the others now. */
export function lookAtHeldAi(tx: Tx, deps: Parts): void {
  liftReplaced(tx, deps);
  const now = deps.clock.now();
  for (const hold of listAiHolds(tx)) saveAiHold(tx, { ...hold, probe_at: now });
  hurryAi(tx, now);
}

function liftReplaced(tx: Tx, { config, clock }: Parts): void {
  const replaced = listAiHolds(tx).filter(({ settings }) => settings !== aiFingerprint(config.ai));
  for (const { name } of replaced) dropAiHold(tx, name);
  if (replaced.length > 0) hurryAi(tx, clock.now());
}
