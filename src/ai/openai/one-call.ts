/** Whether a model can analyse and draft in one call. What it cannot, it is not asked for again for a while. */
import { HOUR_MS, type Clock } from "../../base/clock.ts";
import { LlmError } from "../../base/errors.ts";

/** One slip happens to every model. */
const FAILURES_IN_A_ROW = 2;
/** Models behind an address are replaced without a word. */
const REST_MS = 6 * HOUR_MS;

/** Refusals that may be about the larger form: the same things asked for one by one may do. */
const OF_THE_FORM = new Set(["llm.cut_off", "llm.too_long", "llm.rejected", "llm.invalid_output"]);

export function isOfTheForm(error: unknown): error is LlmError {
  return error instanceof LlmError && OF_THE_FORM.has(error.code);
}

/** What one model has shown. */
export interface OneCall {
  /** Whether to ask for both at once. */
  isOpen(): boolean;
  worked(): void;
  failed(): void;
}

export function createOneCall(clock: Clock): OneCall {
  let failures = 0;
  let restsUntil = 0;
  return {
    isOpen: () => clock.now() >= restsUntil || restsUntil > clock.now() + REST_MS,
    worked() {
      failures = 0;
    },
    failed() {
      failures += 1;
      if (failures < FAILURES_IN_A_ROW) return;
      restsUntil = clock.now() + REST_MS;
      failures = 0;
    },
  };
}
