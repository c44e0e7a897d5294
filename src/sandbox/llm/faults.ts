/** What an LLM endpoint does wrong in real life, on demand. */

/**
 * `rate_limited`: 429 with Retry-After · `server_error`: 500 · `hang`: no answer ever · `no_json`: prose only ·
 * `fenced`: right, but in a code fence between prose · `wrong_schema`: JSON of another shape · `refusal`: the model
 * declines · `long`: an answer of 10 kB · `link`: an answer with a link in it.
 */
export type LlmFault =
  | "rate_limited"
  | "server_error"
  | "hang"
  | "no_json"
  | "fenced"
  | "wrong_schema"
  | "refusal"
  | "long"
  | "link";

/** How the endpoint behaves; tests change it while it runs. */
export interface LlmManners {
  /** The faults of the next calls, one for each; `null` means a proper answer. Afterwards `always` applies. */
  next: (LlmFault | null)[];
  always: LlmFault | null;
  /** A model that does whatever the buyer's text says: the worst case of a prompt injection. */
  obedient: boolean;
}

export function goodManners(): LlmManners {
  return { next: [], always: null, obedient: false };
}

/** The content of a completion, spoilt. */
export function spoilt(content: string, fault: LlmFault | null): string {
  switch (fault) {
    case "no_json":
      return "Конечно! Я подумаю над ответом и вернусь с ним позже.";
    case "fenced":
      return `Вот готовый результат {как просили}:\n\`\`\`json\n${content}\n\`\`\`\nНадеюсь, подойдёт!`;
    case "wrong_schema":
      return JSON.stringify({ reply: { text: 42 } });
    case "long":
      return withAnswer(content, "Спасибо за отзыв! Нам очень жаль. ".repeat(300));
    case "link":
      return withAnswer(content, "Здравствуйте! Нам жаль, что так вышло. Подробности на https://shop.example.com/help");
    default:
      return content;
  }
}

/** The same JSON with another answer in it; other content stays. */
function withAnswer(content: string, answer: string): string {
  try {
    const value = JSON.parse(content) as Record<string, unknown>;
    return "answer" in value ? JSON.stringify({ ...value, answer }) : content;
  } catch {
    return answer;
  }
}
