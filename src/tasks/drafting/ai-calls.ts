/** Calls to the LLM: what they cost is kept, and when the model cannot do it, the built-in provider stands in. */
import type { Llm, Usage } from "../../ai/llm.ts";
import { LlmError } from "../../base/errors.ts";
import { insertAiCall } from "../../store/tables/ai-usage.ts";
import type { Tx } from "../../store/db.ts";
import type { AiUsageTable } from "../../store/schema.ts";
import type { Deps } from "../deps.ts";

/** One call: which model, how many tokens. */
interface Call {
  model: string;
  usage: Usage;
}

/** Keeps the tokens and the cost of calls, in the transaction that keeps what came of them. */
export function recordCalls(
  tx: Tx,
  { clock, config }: Pick<Deps, "clock" | "config">,
  about: { itemId: number; purpose: AiUsageTable["purpose"] },
  calls: readonly Call[],
): void {
  const { price } = config.ai;
  for (const { model, usage } of calls) {
    const cost = price && (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1_000_000;
    insertAiCall(tx, { ...about, model, ...usage, cost: cost ?? null }, clock.now());
  }
}

/** What came of asking; `failure` says why the built-in provider did it instead. */
export interface Asked<T> {
  value: T;
  failure: LlmError | null;
  /** The model's calls that led to nothing: they were paid for all the same. */
  lost: Call[];
}

/** Whether another attempt cannot help: the model declines, or does not manage the form that was asked of it. */
export function isHopeless(error: unknown): error is LlmError {
  return error instanceof LlmError && (error.code === "llm.refused" || error.code === "llm.invalid_output");
}

/**
 * Asks the LLM, and the built-in provider when the model refuses or gives nothing usable even when asked again: then a
 * person has to look, but has something to begin with.
 * @throws what else the LLM throws
 */
export async function askOrStandIn<T>(llm: Llm, ask: (provider: Llm) => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await ask(llm), failure: null, lost: [] };
  } catch (error) {
    if (!isHopeless(error)) throw error;
    const lost = error.spent ? [{ model: llm.model, usage: error.spent }] : [];
    // Loaded only now: its phrases would cost every start.
    const { createOffline } = await import("../../ai/offline/provider.ts");
    return { value: await ask(createOffline()), failure: error, lost };
  }
}
