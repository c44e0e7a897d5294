import type { Llm } from "../llm.ts";
import { createAtOnce, draftOf } from "./at-once.ts";
import { readAnalysis } from "./analysis-form.ts";
import { createConversation } from "./conversation.ts";
import type { OpenAiSettings } from "./endpoint.ts";
import { judgeMessages, readVerdict, VERDICT } from "./judge.ts";
import { readDraft, tidied, type Reading } from "./output.ts";
import type { Analysis } from "../../domain/analysis.ts";
import { analysisMessages, draftMessages } from "./prompts.ts";
import { readRetold, retellMessages, RETOLD } from "./retell.ts";
import { ANALYSIS, DRAFT } from "./shapes.ts";

/**
 * A provider over any server that speaks OpenAI's chat completions. One unusable answer is asked for again, with what was
 * wrong; nothing else is retried here: that is the job queue's.
 */
export function createOpenAi(settings: OpenAiSettings): Llm & { close(): Promise<void> } {
  const { model } = settings;
  const { ask, complete } = createConversation(settings);

  const analyze: Llm["analyze"] = async (subject, signal) => {
    const read: Reading<Analysis> = (object) => readAnalysis(object, subject.rating);
    const { value, usage } = await complete(analysisMessages(subject), ANALYSIS, read, signal);
    return { analysis: tidied(value), model, usage };
  };

  return {
    model,
    analyze,
    answer: createAtOnce({ ask, analyze, model, clock: settings.clock }),
    async draft(request, signal) {
      const { value, usage } = await complete(draftMessages(request), DRAFT, (object) => readDraft(object), signal);
      return { ...draftOf(value, request), model, usage };
    },
    async judge(draft, signal) {
      const { value, usage } = await complete(judgeMessages(draft), VERDICT, readVerdict, signal);
      return { isHarmless: value, model, usage };
    },
    async retell(summary, signal) {
      const { value, usage } = await complete(retellMessages(summary), RETOLD, readRetold, signal);
      return { text: value, model, usage };
    },
    close: () => settings.net.close(),
  };
}
