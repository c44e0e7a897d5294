import type { Config } from "../config/schema.ts";
import type { Clock } from "../base/clock.ts";
import type { Llm } from "./llm.ts";
import type { OpenAiSettings } from "./openai/endpoint.ts";
import { phrasesOf } from "./offline/phrases.ts";
import { createOffline } from "./offline/provider.ts";
import type { Net } from "../net/client.ts";

/** Which provider, and how to reach it. */
type LlmSettings = { provider: "offline" } | ({ provider: "openai" } & Omit<OpenAiSettings, "net" | "clock">);

/** The configured settings. Without a provider, a key selects OpenAI, and no key selects the built-in provider. */
export function llmSettings(ai: Config["ai"]): LlmSettings {
  const { provider, api_key } = ai;
  const openai = provider === "openai" || (provider === undefined && api_key !== undefined);
  return openai ? wayOf({ ...ai, api_key: api_key ?? "" }) : { provider: "offline" };
}

/** The settings of the LLM that is asked while the configured one cannot be used; undefined when there is none. */
export function fallbackSettings({ fallback }: Config["ai"]): LlmSettings | undefined {
  return fallback && wayOf(fallback);
}

function wayOf(ai: NonNullable<Config["ai"]["fallback"]>): LlmSettings {
  const way = { baseUrl: ai.base_url, apiKey: ai.api_key, model: ai.model, timeoutMs: ai.timeout };
  return { provider: "openai", ...way, extraHeaders: ai.extra_headers, extraBody: ai.extra_body, signIn: ai.sign_in };
}

/**
 * Reads the brands' own phrases, so that mistakes in them are reported before anything is drafted.
 * @throws ConfigError
 */
export function checkPhrases(brands: Config["brands"]): void {
  for (const { phrases_file } of brands) if (phrases_file) phrasesOf(phrases_file);
}

/** What an LLM is reached with. */
interface Way {
  openNet: () => Net;
  clock: Clock;
}

/** The provider that the settings name. The code of the LLM is loaded only on demand. */
export async function createLlm(
  settings: LlmSettings,
  { openNet, clock }: Way,
): Promise<Llm & { close(): Promise<void> }> {
  if (settings.provider === "offline") return { ...createOffline(), close: async () => undefined };
  const { createOpenAi } = await import("./openai/provider.ts");
  return createOpenAi({ ...settings, clock, net: openNet() });
}
