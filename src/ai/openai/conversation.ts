/** Asking a model for an object until one can be read, twice at most. */
import { createEndpoint, type Answer, type Ask, type OpenAiSettings, type Shape } from "./endpoint.ts";
import type { Usage } from "../llm.ts";
import { parseOutput, type Reading } from "./output.ts";
import type { Message } from "./prompts.ts";
import { sum, unusable, withNote } from "./talk.ts";

/** What was read of an answer, and what it cost. */
interface Read<T> {
  value: T;
  usage: Usage;
}

export interface Conversation {
  /** Asks once. */
  ask: Ask;
  /** Asks, and once more with what was wrong. @throws LlmError when the second answer cannot be read either */
  complete: <T>(messages: Message[], asked: Shape, read: Reading<T>, signal: AbortSignal) => Promise<Read<T>>;
}

export function createConversation(settings: OpenAiSettings): Conversation {
  const { model } = settings;
  const ask = createEndpoint(settings);
  return {
    ask,
    async complete(messages, asked, read, signal) {
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
    },
  };
}

/** What an answer says, as the thing asked for. */
export function understood<T>(answer: Answer, read: Reading<T>): ReturnType<typeof parseOutput<T>> {
  return answer.slip
    ? { ok: false, problem: "there is no JSON object in the answer" }
    : parseOutput(answer.completion.content, read);
}

function isSpent(answer: Answer): boolean {
  return !answer.slip && answer.completion.finish === "length" && answer.completion.content.trim() === "";
}
