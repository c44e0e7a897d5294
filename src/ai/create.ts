import type { Llm } from "./llm.ts";
import { createOffline } from "./offline/provider.ts";

/** Which provider, and how to reach it. */
export type LlmSettings =
  | { provider: "offline" }
  | { provider: "openai"; baseUrl: string; apiKey: string; model: string; timeoutMs: number };

/** The provider that the settings name. The openai package is loaded only when it is wanted: it is slow to start. */
export async function createLlm(settings: LlmSettings): Promise<Llm & { close(): Promise<void> }> {
  if (settings.provider === "offline") return { ...createOffline(), close: async () => undefined };
  const { createOpenAi } = await import("./openai/provider.ts");
  return createOpenAi(settings);
}
