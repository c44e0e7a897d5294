import type { Subject } from "../../ai/llm.ts";

/** What a buyer wrote about, by the built-in lexicon: no LLM is paid for what was answered long ago. */
export async function topicOf(said: Pick<Subject, "platform" | "itemType" | "rating" | "text">): Promise<string> {
  const { createOffline } = await import("../../ai/offline/provider.ts");
  const subject = { ...said, id: 0, pros: null, cons: null, clientName: null, productName: null, photoCount: 0 };
  const { analysis } = await createOffline().analyze(subject, new AbortController().signal);
  return analysis.category;
}
