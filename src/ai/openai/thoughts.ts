/**
 * Where a model's thoughts end and its answer begins. Servers without a parser for thoughts hand them over inside the
 * content, in the marks of the model: `<think>` (DeepSeek, Qwen), `[THINK]` (Mistral), `◁think▷` (Kimi),
 * `<|channel|>analysis` (gpt-oss), `<|START_THINKING|>` (Command), `<|begin_of_thought|>` and so on.
 */
const WORD = String.raw`(?:ant)?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflections?|reflect|scratchpad|analysis|inner_monologue|planning|размышлени[ея]|мысли)`;
const [BEGIN, END] = [String.raw`(?:<|&lt;|\[|◁)\|?\s*`, String.raw`\s*\|?(?:>|&gt;|\]|▷)`];
const OPENS = new RegExp(
  String.raw`${BEGIN}(?:\w+:)?(?:begin_of_|start_of_|start_)?${WORD}(?:\s[^<>[\]]*)?${END}`,
  "iu",
);
const CLOSES = new RegExp(String.raw`${BEGIN}(?:/(?:\w+:)?|end_of_|end_)\s*${WORD}${END}|<channel\|>`, "giu");
const OPEN_CHANNEL = /<\|channel>/iu;

/** The marks of the harmony format: `<|channel|>final <|constrain|>json<|message|>`. */
const CHANNEL = /<\|channel\|>\s*(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>/giu;
/** The same marks when the server has taken them out of the text. */
const BARE_CHANNELS = /^\s*(?:analysis|commentary)[\s\S]*assistant\s*final/iu;

/**
 * What stands behind all thoughts; empty when they never end. Nothing before or between thoughts counts, because a model
 * that thinks on may have dropped it.
 */
export function afterThoughts(content: string): string {
  const spoken = finalChannel(content).replace(BARE_CHANNELS, "");
  const end = [...spoken.matchAll(CLOSES)].at(-1);
  const rest = end === undefined ? spoken : spoken.slice(end.index + end[0].length);
  return isThought(rest) ? "" : rest;
}

/** Whether a text begins thoughts anywhere. */
export function isThought(text: string): boolean {
  return OPENS.test(text) || OPEN_CHANNEL.test(text) || new RegExp(CLOSES, "iu").test(text);
}

function finalChannel(content: string): string {
  const channels = [...content.matchAll(CHANNEL)];
  if (channels.length === 0) return content;
  const last = channels.at(-1);
  if (last?.[1]?.toLowerCase() !== "final") return "";
  return content.slice(last.index + last[0].length).replace(/<\|(?:end|return|start|call)\|>[\s\S]*$/u, "");
}
