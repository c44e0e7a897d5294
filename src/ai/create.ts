import type { Config } from "../config/schema.ts";
import type { Llm } from "./llm.ts";
import { phrasesOf } from "./offline/phrases.ts";
import { createOffline } from "./offline/provider.ts";
import type { Net } from "../net/client.ts";

/** Which provider, and how to reach it. */
type LlmSettings =
  | { provider: "offline" }
  | { provider: "openai"; baseUrl: string; apiKey: string; model: string; timeoutMs: number };

/** The configured settings. Without a provider, a key selects OpenAI, and no key selects the built-in provider. */
export function llmSettings({ provider, api_key, base_url, model, timeout }: Config["ai"]): LlmSettings {
  const openai = provider === "openai" || (provider === undefined && api_key !== undefined);
  return openai
    ? { provider: "openai", baseUrl: base_url, apiKey: api_key ?? "", model, timeoutMs: timeout }
    : { provider: "offline" };
}

/**
 * Reads the brands' own phrases, so that mistakes in them are reported before anything is drafted.
 * @throws ConfigError
 */
export function checkPhrases(brands: Config["brands"]): void {
  for (const { phrases_file } of brands) if (phrases_file) phrasesOf(phrases_file);
}

/** The provider that the settings name. The code of the LLM is loaded only on demand. */
export async function createLlm(settings: LlmSettings, openNet: () => Net): Promise<Llm & { close(): Promise<void> }> {
  if (settings.provider === "offline") return { ...createOffline(), close: async () => undefined };
  const { createOpenAi } = await import("./openai/provider.ts");
  return createOpenAi({ ...settings, net: openNet() });
}
