/** Analysis and draft in one call. A model that cannot do that is asked for the analysis alone, and in two calls for hours. */
import type { Clock } from "../../base/clock.ts";
import { LlmError } from "../../base/errors.ts";
import type { Answered, AnswerRequest, Llm, Usage } from "../llm.ts";
import { signed } from "../signature.ts";
import { understood } from "./conversation.ts";
import type { Ask } from "./endpoint.ts";
import { withName } from "./name-mark.ts";
import { createOneCall, isOfTheForm } from "./one-call.ts";
import { type BothForm, type DraftForm, readBoth, tidied } from "./output.ts";
import { answerMessages, promptHash } from "./prompts.ts";
import { BOTH } from "./shapes.ts";
import { NOTHING_SPENT, sum } from "./talk.ts";

interface Parts extends Pick<Llm, "analyze" | "model"> {
  ask: Ask;
  clock: Clock;
}

const NEITHER: BothForm = { analysis: null, draft: null };

export function createAtOnce({ ask, analyze, model, clock }: Parts): NonNullable<Llm["answer"]> {
  const oneCall = createOneCall(clock);

  /** The tokens of a call that gave less than both are paid for as well. */
  async function both(request: AnswerRequest, signal: AbortSignal): Promise<BothForm & { usage: Usage }> {
    try {
      const answer = await ask(answerMessages(request), BOTH, signal);
      const parsed = understood(answer, (object) => readBoth(object, request.subject.rating));
      return { ...(parsed.ok ? parsed.value : NEITHER), usage: answer.usage };
    } catch (error) {
      if (!isOfTheForm(error)) throw error;
      return { ...NEITHER, usage: error.spent ?? NOTHING_SPENT };
    }
  }

  return async (request, signal) => {
    if (!oneCall.isOpen()) return { ...(await analyze(request.subject, signal)), draft: null };
    const { analysis, draft: form, usage } = await both(request, signal);
    if (analysis && form) oneCall.worked();
    else oneCall.failed();
    const draft = form && draftOf(form, request);
    if (analysis) return { analysis: tidied(analysis), model, usage, draft };
    const alone = await analyze(request.subject, signal).catch((error: unknown) => {
      throw withSpent(error, usage);
    });
    return { ...alone, usage: sum(usage, alone.usage), draft };
  };
}

/** A draft with the buyer's name and the brand's signature in it. */
export function draftOf({ text, claims }: DraftForm, request: AnswerRequest): NonNullable<Answered["draft"]> {
  return { text: signed(withName(text, request), request.voice), promptHash, claims };
}

/** The error with the tokens of an earlier call added to those that it names. */
function withSpent(error: unknown, spent: Usage): unknown {
  if (!isOfTheForm(error)) return error;
  const { message, code, hint, retryable } = error;
  const details = { code, retryable, cause: error, spent: sum(spent, error.spent ?? NOTHING_SPENT) };
  return new LlmError(message, hint === undefined ? details : { ...details, hint });
}
