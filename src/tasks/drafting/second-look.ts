/** The LLM's second look at a draft that a rule would approve. */
import { BUILT_IN, type Drafted, type Judged, type Llm } from "../../ai/llm.ts";
import { AuthError, LlmError } from "../../base/errors.ts";
import { policyFacts } from "../../decisions/policy-facts.ts";
import { decide } from "../../domain/policy.ts";
import { inWords, type Problem } from "../../domain/wording/answer-rules.ts";
import { firstName } from "../../domain/wording/first-name.ts";
import type { Item } from "../../store/tables/items.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Deps } from "../deps.ts";
import type { Admission } from "./ai-hold.ts";

interface Looked {
  /** Empty when no look was needed, or when it found nothing. */
  problems: Problem[];
  /** The calls to count. */
  calls: readonly Pick<Judged, "model" | "usage">[];
  /** What holds the draft should a rule approve it after all, because rules have changed meanwhile; empty after a look. */
  unlooked: Problem[];
}

const NOT_NEEDED: Looked = { problems: [], calls: [], unlooked: [] };

/** Whether a rule would approve an LLM's draft as it is, so that it is to be looked at first. */
export function needsLook(
  { config }: Pick<Deps, "config">,
  item: Item,
  { drafted: { text, model }, problems }: { drafted: Drafted; problems: readonly Problem[] },
): boolean {
  if (!config.ai.judge || model === BUILT_IN) return false;
  return decide(config.approval, policyFacts(item, { text, model, problems }, config)).action === "approve";
}

/** Looks at an LLM's draft that a rule would approve. A look that fails holds the draft, and nothing is asked again. */
export async function secondLook(
  { config }: Pick<Deps, "config">,
  item: Item,
  { drafted, problems }: { drafted: Drafted; problems: readonly Problem[] },
  admission: Exclude<Admission, { kind: "wait" }>,
  signal: AbortSignal,
): Promise<Looked> {
  const { text, model } = drafted;
  if (!config.ai.judge || model === BUILT_IN) return NOT_NEEDED;
  const { checks } = textsOf(config.locale);
  const problem = (rule: "judge" | "judge_silent") => inWords([{ rule, say: (texts) => texts[rule] }], checks);
  const isNeeded = needsLook({ config }, item, { drafted, problems });
  if (!isNeeded || admission.kind !== "ask") return { ...NOT_NEEDED, unlooked: problem("judge_silent") };
  const { verdict, calls } = await ask(admission.provider.llm, withoutName(text, item), signal);
  return { ...NOT_NEEDED, problems: verdict === "harmless" ? [] : problem(verdict), calls };
}

/** The draft as the LLM may see it: the buyer's name never leaves. */
function withoutName(text: string, { client_name }: Item): string {
  const name = firstName(client_name);
  return name === null ? text : text.replaceAll(name, "покупатель");
}

interface Asked extends Pick<Looked, "calls"> {
  verdict: "harmless" | "judge" | "judge_silent";
}

async function ask(llm: Llm, text: string, signal: AbortSignal): Promise<Asked> {
  try {
    const judged = await llm.judge?.(text, signal);
    if (judged === undefined) return { verdict: "judge_silent", calls: [] };
    return { verdict: judged.isHarmless ? "harmless" : "judge", calls: [judged] };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LlmError || error instanceof AuthError)) throw error;
    const spent = error instanceof LlmError ? error.spent : undefined;
    return { verdict: "judge_silent", calls: spent ? [{ model: llm.model, usage: spent }] : [] };
  }
}
