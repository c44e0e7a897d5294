/** Calls to the LLM: their cost is stored, and the built-in provider takes over when the model fails. */
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

/** Stores the tokens and the cost of calls in the same transaction as their result. */
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

/** The result of a request; `failure` says why the built-in provider answered instead. */
export interface Asked<T> {
  value: T;
  failure: LlmError | null;
  /** Calls of the model that gave no result but still cost tokens. */
  lost: Call[];
}

const HOPELESS = new Set(["llm.refused", "llm.invalid_output", "llm.cut_off", "llm.too_long", "llm.rejected"]);

/** Whether another attempt cannot help, because the model declines, or cannot do what this item asks of it. */
export function isHopeless(error: unknown): error is LlmError {
  return error instanceof LlmError && HOPELESS.has(error.code);
}

/**
 * Asks the LLM, and falls back on the built-in provider when the model refuses or twice gives nothing usable. A person
 * then has to review the result, but has a text to start from.
 * @throws every other error of the LLM
 */
export async function askOrStandIn<T>(llm: Llm, ask: (provider: Llm) => Promise<T>): Promise<Asked<T>> {
  try {
    return { value: await ask(llm), failure: null, lost: [] };
  } catch (error) {
    if (!isHopeless(error)) throw error;
    const lost = error.spent ? [{ model: llm.model, usage: error.spent }] : [];
    // The provider is loaded only here, because its phrases would slow down every start.
    const { createOffline } = await import("../../ai/offline/provider.ts");
    return { value: await ask(createOffline()), failure: error, lost };
  }
}
