import type { App } from "../app.ts";
import { examplesApi } from "../desk/examples-api.ts";
import type { Trial, VoiceEdits } from "../tasks/drafting/trial.ts";

/** What the page of a voice asks of this daemon, besides the settings. */
export function voiceOf(app: App) {
  const { config, deps } = app;
  return {
    examples: examplesApi(app),
    async tryVoice(brand: string, item: number, edits: VoiceEdits, signal: AbortSignal): Promise<Trial> {
      const { tryVoice: draft } = await import("../tasks/drafting/trial.ts");
      return draft(deps, brand, item, edits, signal);
    },
    costs: (): boolean => (config.ai.provider ?? (config.ai.api_key === undefined ? "offline" : "openai")) === "openai",
    // The products file may be read again while the program runs.
    facts: (sku: string | null, signal: AbortSignal): Promise<string | null> => deps.facts(sku, signal),
  };
}
