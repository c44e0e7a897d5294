/** The turns of a conversation with a model, and what they cost. */
import { LlmError } from "../../base/errors.ts";
import type { Usage } from "../llm.ts";
import type { Completion } from "./completion.ts";
import type { Message } from "./prompts.ts";

export const NOTHING_SPENT: Usage = { inputTokens: 0, outputTokens: 0 };

/** About three characters of Russian make a token. */
const CHARACTERS_A_TOKEN = 3;
/** No tokenizer makes more tokens of a character than it has bytes. */
const MOST_TOKENS_A_CHARACTER = 4;

/** The tokens of a call: by the server's count, or estimated where it gives none or an impossible one. */
export function spentOn(
  messages: readonly Message[],
  { inputTokens, cachedTokens, outputTokens, content }: Completion,
): Usage {
  const sent = messages.reduce((length, message) => length + message.content.length, 0);
  // Servers add marks of their own to what we send, but not thousands.
  const isPossible = inputTokens !== null && inputTokens > 0 && inputTokens <= sent * MOST_TOKENS_A_CHARACTER + 10_000;
  return {
    inputTokens: isPossible ? inputTokens : Math.ceil(sent / CHARACTERS_A_TOKEN),
    ...(isPossible && cachedTokens && { cachedTokens: Math.min(cachedTokens, inputTokens) }),
    // What the model thought may be many times what it said.
    outputTokens: outputTokens || Math.ceil(content.length / CHARACTERS_A_TOKEN),
  };
}

export function sum(a: Usage, b: Usage): Usage {
  const cachedTokens = (a.cachedTokens ?? 0) + (b.cachedTokens ?? 0);
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    ...(cachedTokens > 0 && { cachedTokens }),
    outputTokens: a.outputTokens + b.outputTokens,
  };
}

/** Some providers decline with a finished sentence of their own, in place of an answer (YandexGPT, GigaChat). */
const STOCK_REFUSAL =
  /^\s*(?:(?:к сожалению,?\s*)?я не могу (?:обсуждать|говорить|ответить|помочь)|как у нейросетевой языковой модели|не люблю менять тему|что-то в вашем вопросе меня смущает|i(?:'|’)?m sorry,? (?:but )?i can(?:'|’|no)?t|i can(?:'|’|no)t (?:help|assist))/iu;

/** The error of a model, or of the filter behind it, that declines to answer; undefined when it answers. */
export function decline({ refusal, finish, content }: Completion, spent: Usage): LlmError | undefined {
  const isFiltered = /content_?filter|safety|blacklist|prohibited|recitation/u.test(finish);
  const isStock = !content.includes("{") && STOCK_REFUSAL.test(content);
  if (refusal === null && !isFiltered && !isStock) return undefined;
  const words = refusal ?? (isFiltered ? `content filter (finish_reason ${finish})` : content.trim().slice(0, 200));
  const hint = "Write this answer by hand, or skip the item.";
  return new LlmError(`the LLM refused to answer: ${words}`, { code: "llm.refused", hint, spent });
}

/** The error of a model that gave nothing usable, and what can be done about it. */
export function unusable(model: string, problem: string, finish: string, spent: Usage): LlmError {
  const isCut = finish === "length";
  const why = isCut ? "it ran out of tokens before the end of its answer (finish_reason length)" : problem;
  return new LlmError(`the LLM's answer cannot be used: ${why}`, {
    code: isCut ? "llm.cut_off" : "llm.invalid_output",
    hint: isCut
      ? "Its thoughts may have used up the tokens it may write: let it think less in ai.extra_body, or allow more."
      : `"${model}" may be too small for the task: try another ai.model, or write this answer by hand.`,
    spent,
  });
}

/** The note is added to the system message, so that the buyer's data stays in the last one. */
export function withNote(messages: readonly Message[], problem: string): Message[] {
  const note = `\n\nПрошлый ответ не подошёл:\n${problem}\nВерни только один объект JSON, как описано выше.`;
  return messages.map((message) =>
    message.role === "system" ? { ...message, content: message.content + note } : message,
  );
}

/** The same conversation as one message, for models that know no system messages. */
export function withoutSystemRole(messages: readonly Message[]): Message[] {
  return [{ role: "user", content: messages.map(({ content }) => content).join("\n\n") }];
}
