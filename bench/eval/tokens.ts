/** What an item costs by parts of the prompt, estimated from characters: no server is asked. */
import type { AnswerRequest, DraftContext } from "../../src/ai/llm.ts";
import { createOffline } from "../../src/ai/offline/provider.ts";
import { judgeMessages } from "../../src/ai/openai/judge.ts";
import { analysisMessages, answerMessages, draftMessages, type Message } from "../../src/ai/openai/prompts.ts";
import type { Case } from "./corpus.ts";

/** Measured with OpenAI's o200k on these prompts over 200 Russian reviews. */
const CHARACTERS_A_TOKEN = 3.2;
/** OpenAI keeps the beginning of a prompt from this length on, in steps. */
const CACHED_FROM = 1024;
const CACHED_STEP = 128;

/** Of an ordinary brand: a guide of 1,200 characters, three FAQ entries, four examples. */
const TAUGHT: DraftContext = {
  guide: "Возврат покупатель оформляет сам в личном кабинете. О браке говорим прямо. ".repeat(16),
  faq: Array.from({ length: 3 }, () => ({
    questions: ["Можно ли вернуть, если не подойдёт размер?"],
    answer: "Да, если вещь не носили и бирка на месте. Возврат оформляют в личном кабинете, в разделе «Покупки».",
  })),
  examples: Array.from({ length: 4 }, () => ({
    rating: 5,
    buyer: "Платье село хорошо, ткань приятная, швы ровные. Беру второй раз.",
    answer: "Здравствуйте! Рады, что платье подошло и во второй раз. Спасибо, что рассказали о ткани и швах.",
  })),
};
const NOTHING: DraftContext = { guide: null, faq: [], examples: [] };

/** Mean tokens an item: `uncached` whole; `cached` what is left to pay in full when the next item of the brand follows. */
export async function tokensByPart(cases: readonly Case[]) {
  const signal = new AbortController().signal;
  const offline = createOffline();
  const of = {
    one_call: 0,
    one_call_cached: 0,
    two_calls: 0,
    with_guide: 0,
    with_guide_cached: 0,
    with_faq: 0,
    with_examples: 0,
    judge: 0,
  };
  for (const { subject, voice } of cases) {
    const { analysis } = await offline.analyze(subject, signal);
    const wish = { analysis, instructions: null, problems: [], variant: 0 };
    const request: AnswerRequest = { subject, voice, facts: null, context: NOTHING };
    const { text } = await offline.draft({ ...request, ...wish }, signal);
    // No model writes here, so its words are as long as those of the built-in AI.
    const draft = { claims: [], answer: text };
    const said = lengthOf(JSON.stringify({ analysis, ...draft }));
    const asked = (context: DraftContext): Message[] => answerMessages({ ...request, context });
    const guided = asked({ ...NOTHING, guide: TAUGHT.guide });
    of.one_call += size(asked(NOTHING)) + said;
    of.one_call_cached += size(asked(NOTHING)) - kept(asked(NOTHING)) + said;
    of.two_calls += size(analysisMessages(subject)) + size(draftMessages({ ...request, ...wish })) + said;
    of.with_guide += size(guided) + said;
    of.with_guide_cached += size(guided) - kept(guided) + said;
    of.with_faq += size(asked({ ...NOTHING, faq: TAUGHT.faq })) + said;
    of.with_examples += size(asked({ ...NOTHING, examples: TAUGHT.examples })) + said;
    of.judge += size(judgeMessages(text)) + lengthOf('{"says_more": false}');
  }
  const mean = (sum: number): number => Math.round(sum / Math.max(1, cases.length));
  return Object.fromEntries(Object.entries(of).map(([part, sum]) => [part, mean(sum)]));
}

function size(messages: readonly Message[]): number {
  return messages.reduce((sum, { content }) => sum + lengthOf(content), 0);
}

/** What a provider keeps of the part that all items of a brand share: the system message. */
function kept([system]: readonly Message[]): number {
  const shared = lengthOf(system?.content ?? "");
  return shared < CACHED_FROM ? 0 : Math.floor(shared / CACHED_STEP) * CACHED_STEP;
}

function lengthOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_A_TOKEN);
}
