/** The week in an LLM's words, where it is true to the counts; otherwise ours stand alone. */
import { BUILT_IN, type Llm, type Usage } from "../../ai/llm.ts";
import { AuthError, causeChain, LlmError } from "../../base/errors.ts";
import { findEmail, findLink } from "../../domain/wording/contacts.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { tellsOnlyNumbersOf } from "../../domain/wording/told-numbers.ts";
import type { Deps } from "../deps.ts";
import { recordCalls } from "./ai-calls.ts";
import { budgetHold } from "./budget.ts";
import { freeLlm } from "./trial.ts";

const [SHORTEST, LONGEST] = [20, 700];

type RetellDeps = Pick<Deps, "db" | "clock" | "config" | "enqueue" | "llm" | "fallback" | "log">;

/** @returns undefined when no LLM can be asked, it does not answer, or says what the summary does not */
export async function retold(deps: RetellDeps, summary: string, signal: AbortSignal): Promise<string | undefined> {
  const llm = freeLlm(deps);
  if (llm?.retell === undefined || llm.model === BUILT_IN || budgetHold(deps) || signal.aborted) return undefined;
  const { said, usage } = await ask(deps, llm, summary, signal);
  if (usage) {
    const call = { model: llm.model, usage };
    await deps.db.write((tx) => recordCalls(tx, deps, { itemId: null, purpose: "draft" }, [call]));
  }
  if (said === undefined || isTrue(said, summary)) return said;
  deps.log.info({ model: llm.model }, "the week was retold with what nobody has counted; our own sentences stand");
  return undefined;
}

async function ask(
  { log }: RetellDeps,
  llm: Llm,
  summary: string,
  signal: AbortSignal,
): Promise<{ said?: string; usage?: Usage | undefined }> {
  try {
    const told = await llm.retell?.(summary, signal);
    return told ? { said: safeLine(told.text), usage: told.usage } : {};
  } catch (error) {
    if (!signal.aborted && !(error instanceof LlmError || error instanceof AuthError)) throw error;
    log.info({ err: causeChain(error) }, "the week was not retold; our own sentences stand");
    return { usage: error instanceof LlmError ? error.spent : undefined };
  }
}

function isTrue(said: string, summary: string): boolean {
  const isShort = said.length >= SHORTEST && said.length <= LONGEST;
  return isShort && tellsOnlyNumbersOf(said, summary) && findLink(said) === null && findEmail(said) === null;
}
