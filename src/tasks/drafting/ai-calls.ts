/** Calls to the LLM: their cost is stored, and the built-in provider takes over when the model cannot do it. */
import type { Llm, Usage } from "../../ai/llm.ts";
import type { Config } from "../../config/schema.ts";
import { AuthError, LlmError } from "../../base/errors.ts";
import { attemptsSpent } from "../../domain/job.ts";
import type { TaskContext } from "../../queue/task.ts";
import { insertAiCall } from "../../store/tables/ai-usage.ts";
import { requireJob } from "../../store/tables/jobs.ts";
import type { Reader, Tx } from "../../store/db.ts";
import type { AiUsageTable } from "../../store/schema-ai.ts";
import type { Deps } from "../deps.ts";
import { tellIfSpent } from "./budget.ts";
import { noteAiDown, noteAiWorks, type Admission, type Urgent } from "./ai-hold.ts";

/** One call: which model, how many tokens. */
interface Call {
  model: string;
  usage: Usage;
}

/** Stores the tokens and the cost of calls in the same transaction as their result. */
export function recordCalls(
  tx: Tx,
  deps: Pick<Deps, "clock" | "config" | "enqueue">,
  about: { itemId: number | null; purpose: AiUsageTable["purpose"] },
  calls: readonly Call[],
): void {
  const { clock, config } = deps;
  const { ai } = config;
  for (const { model, usage } of calls) {
    const { price } = model === ai.fallback?.model && model !== ai.model ? ai.fallback : ai;
    const { inputTokens, outputTokens } = usage;
    const cost = price ? costOf(usage, price) : null;
    insertAiCall(tx, { ...about, model, inputTokens, outputTokens, cost }, clock.now());
  }
  if (calls.length > 0) tellIfSpent(tx, deps);
}

/** In the currency of the price. */
function costOf(
  { inputTokens, cachedTokens = 0, outputTokens }: Usage,
  { input, output, cached = input }: NonNullable<Config["ai"]["price"]>,
): number {
  return ((inputTokens - cachedTokens) * input + cachedTokens * cached + outputTokens * output) / 1_000_000;
}

/** The result of a request. */
export interface Asked<T> {
  value: T;
  /** The code of what kept the LLM from answering, when the built-in provider did so instead; null otherwise. */
  failure: string | null;
  /** Calls of the model that gave no result but still cost tokens. */
  lost: Call[];
  /** Notes, with the result, that the LLM works. */
  note: (tx: Tx) => void;
}

const HOPELESS = new Set(["llm.refused", "llm.invalid_output", "llm.cut_off", "llm.too_long", "llm.rejected"]);

/** Whether another attempt cannot help, because the model declines, or cannot do what this item asks of it. */
export function isHopeless(error: unknown): error is LlmError {
  return error instanceof LlmError && HOPELESS.has(error.code);
}

/** Who asks, and for which item ready phrases may stand in; null for none. */
interface Asking {
  context: TaskContext;
  item: Urgent;
}

/**
 * Asks the LLM. The built-in provider stands in when it is told to, when the model refuses or twice gives nothing usable,
 * and when the LLM fails over this item although it answers others. A person then has to review the result, but has a
 * text to start from.
 * @throws LlmError when the LLM cannot be used: the job waits, and spends no attempt
 */
export async function askOrStandIn<T>(
  deps: Deps,
  { context, item }: Asking,
  admission: Exclude<Admission, { kind: "wait" }>,
  ask: (llm: Llm) => Promise<T>,
): Promise<Asked<T>> {
  if (admission.kind === "stand_in") return standIn(ask, admission.code);
  const { provider } = admission;
  const note = (tx: Tx): void => noteAiWorks(tx, deps, provider);
  try {
    return { value: await ask(provider.llm), failure: null, lost: [], note };
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof LlmError || error instanceof AuthError)) throw error;
    if (isHopeless(error)) {
      const lost = error.spent ? [{ model: provider.llm.model, usage: error.spent }] : [];
      return { ...(await standIn(ask, error.code)), lost, note };
    }
    const waits = await context.write((tx) => noteAiDown(tx, deps, { provider, jobId: context.jobId, item }, error));
    if (waits) throw waits;
    if (error.retryable && !isLastAttempt(deps.db, context)) throw error;
    return standIn(ask, error.code);
  }
}

/** The provider is loaded only here, because its phrases would slow down every start. */
async function standIn<T>(ask: (llm: Llm) => Promise<T>, failure: string): Promise<Asked<T>> {
  const { createOffline } = await import("../../ai/offline/provider.ts");
  return { value: await ask(createOffline()), failure, lost: [], note: () => undefined };
}

function isLastAttempt(reader: Reader, { jobId }: TaskContext): boolean {
  const job = requireJob(reader, jobId);
  return attemptsSpent(job) >= job.max_attempts;
}
