import { z } from "zod";
import { CATEGORIES, SENTIMENTS, TOPICS, type Analysis } from "../../domain/analysis.ts";
import type { Llm } from "../llm.ts";
import { signed } from "../signature.ts";
import { readAnalysis } from "./analysis-form.ts";
import { createEndpoint, type Answer, type OpenAiSettings, type Shape } from "./endpoint.ts";
import { judgeMessages, readVerdict, VERDICT } from "./judge.ts";
import { withName } from "./name-mark.ts";
import { parseOutput, readDraft, tidied, type Reading } from "./output.ts";
import { analysisMessages, draftMessages, type Message, promptHash } from "./prompts.ts";
import { sum, unusable, withNote } from "./talk.ts";

/** Bounds stand in the prompt: not every server takes them in a schema. */
const ANALYSIS: Shape = shape(
  "analysis",
  z.object({
    sentiment: z.enum(SENTIMENTS),
    sentiment_score: z.number(),
    tags: z.array(z.string()),
    category: z.enum(CATEGORIES),
    key_points: z.array(z.string()),
    attention: z.array(z.enum(TOPICS)),
  }),
);
const DRAFT: Shape = shape("draft", z.object({ answer: z.string() }));

function shape(name: string, schema: z.ZodType): Shape {
  return { name, schema: z.toJSONSchema(schema) };
}

/**
 * A provider over any server that speaks OpenAI's chat completions. One unusable answer is asked for again, with what was
 * wrong; nothing else is retried here: that is the job queue's.
 */
export function createOpenAi(settings: OpenAiSettings): Llm & { close(): Promise<void> } {
  const { model } = settings;
  const ask = createEndpoint(settings);

  async function complete<T>(messages: Message[], asked: Shape, read: Reading<T>, signal: AbortSignal) {
    const first = await ask(messages, asked, signal);
    const parsed = understood(first, read);
    if (parsed.ok) return { value: parsed.value, usage: first.usage };
    // A model whose thoughts have used up all it may write does the same again.
    if (isSpent(first)) throw unusable(model, parsed.problem, "length", first.usage);
    const second = await ask(withNote(messages, parsed.problem), asked, signal);
    const repaired = understood(second, read);
    const usage = sum(first.usage, second.usage);
    if (repaired.ok) return { value: repaired.value, usage };
    throw unusable(model, repaired.problem, second.slip ? "" : second.completion.finish, usage);
  }

  return {
    model,
    async analyze(subject, signal) {
      const read: Reading<Analysis> = (object) => readAnalysis(object, subject.rating);
      const { value, usage } = await complete(analysisMessages(subject), ANALYSIS, read, signal);
      return { analysis: tidied(value), model, usage };
    },
    async draft(request, signal) {
      const { value, usage } = await complete(draftMessages(request), DRAFT, readDraft, signal);
      return { text: signed(withName(value, request), request.voice), model, promptHash, usage };
    },
    async judge(draft, signal) {
      const { value, usage } = await complete(judgeMessages(draft), VERDICT, readVerdict, signal);
      return { isHarmless: value, model, usage };
    },
    close: () => settings.net.close(),
  };
}

function understood<T>(answer: Answer, read: Reading<T>): ReturnType<typeof parseOutput<T>> {
  return answer.slip
    ? { ok: false, problem: "there is no JSON object in the answer" }
    : parseOutput(answer.completion.content, read);
}

function isSpent(answer: Answer): boolean {
  return !answer.slip && answer.completion.finish === "length" && answer.completion.content.trim() === "";
}
