/** The lines that `init --ai` writes for servers that sellers use; docs/llm.md says what deviates. */

export const AI_SERVERS = [
  "openai",
  "openrouter",
  "deepseek",
  "yandexgpt",
  "gigachat",
  "proxyapi",
  "polza",
  "vllm",
  "ollama",
  "llamacpp",
  "lmstudio",
] as const;
export type AiServer = (typeof AI_SERVERS)[number];

interface Lines {
  base_url: string;
  model: string;
  /** The variable that holds the key; null for a server on the own machine, which wants none. */
  key: string | null;
  /** Further lines of the section, and the variables in them. */
  more?: string[];
  variables?: string[];
}

const SIGN_IN = "sign_in: {url: https://ngw.devices.sberbank.ru:9443/api/v2/oauth, scope: GIGACHAT_API_PERS}";

const LINES: Record<AiServer, Lines> = {
  openai: {
    base_url: "https://api.openai.com/v1",
    model: "gpt-5-mini",
    key: "OPENAI_API_KEY",
    more: ["extra_body: {reasoning_effort: low}"],
  },
  openrouter: { base_url: "https://openrouter.ai/api/v1", model: "openai/gpt-5-mini", key: "OPENROUTER_API_KEY" },
  deepseek: { base_url: "https://api.deepseek.com/v1", model: "deepseek-chat", key: "DEEPSEEK_API_KEY" },
  yandexgpt: {
    base_url: "https://llm.api.cloud.yandex.net/v1",
    model: "gpt://${YANDEX_FOLDER}/yandexgpt/latest",
    key: "YANDEX_API_KEY",
    variables: ["YANDEX_FOLDER"],
  },
  gigachat: {
    base_url: "https://gigachat.devices.sberbank.ru/api/v1",
    model: "GigaChat-2",
    key: "GIGACHAT_KEY",
    more: [`${SIGN_IN} # net.ca_file: the Russian Trusted Root CA`],
  },
  proxyapi: { base_url: "https://api.proxyapi.ru/openai/v1", model: "gpt-5-mini", key: "PROXYAPI_KEY" },
  polza: { base_url: "https://polza.ai/api/v1", model: "openai/gpt-5-mini", key: "POLZA_AI_API_KEY" },
  vllm: { base_url: "http://127.0.0.1:8000/v1", model: "Qwen/Qwen3-8B", key: null },
  ollama: { base_url: "http://127.0.0.1:11434/v1", model: "qwen3:8b", key: null },
  llamacpp: { base_url: "http://127.0.0.1:8080/v1", model: "any", key: null },
  lmstudio: { base_url: "http://127.0.0.1:1234/v1", model: "qwen3-8b", key: null },
};

/** The example with the lines of this server in its section `ai`. */
export function withAiServer(example: string, server: AiServer): string {
  const { base_url, model, key, more = [] } = LINES[server];
  const lines = [`api_key: ${key === null ? "none" : JSON.stringify(`\${${key}}`)}`, ...more].map(
    (line) => `  ${line}`,
  );
  // The replacements are functions, because a line may contain a dollar sign.
  return example
    .replace(/^ {2}# provider: openai .*$/m, () => "  provider: openai")
    .replace(/^ {2}# api_key: .*$/m, () => lines.join("\n"))
    .replace(/^ {2}base_url: https:\/\/api\.openai\.com\/v1$/m, () => `  base_url: ${base_url}`)
    .replace(/^ {2}model: gpt-5-mini$/m, () => `  model: ${JSON.stringify(model)}`);
}

/** The variables that these lines name. */
export function variablesOfAi(server: AiServer): string[] {
  const { key, variables = [] } = LINES[server];
  return key === null ? variables : [key, ...variables];
}
