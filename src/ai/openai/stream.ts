import { parseJson } from "../../net/json.ts";
import { isObject } from "./objects.ts";

/**
 * Server-sent events (`data: {…}`), sent though nobody asked for a stream, joined to one completion: the pieces of the
 * text and of tool calls in their order, the last reason to stop, the last usage. An event with an error is returned
 * itself. Undefined when the text is no such stream, or when it breaks off before its end.
 */
export function joinStream(text: string): unknown {
  if (!/^\s*(?:data|event|id|retry|):/u.test(text)) return undefined;
  const lines = text.split(/\r?\n/u).filter((line) => line.startsWith("data:"));
  const payloads = lines.map((line) => line.slice("data:".length).trim());
  const events = payloads
    .filter((data) => data !== "" && data !== "[DONE]")
    .map(parseJson)
    .filter(isObject);
  const failed = events.find((event) => event.error !== undefined && event.error !== null);
  if (failed) return failed;
  const choices = events.flatMap((event) => firstChoice(event));
  const finish = choices.map((choice) => choice.finish_reason).findLast((reason) => typeof reason === "string");
  if (choices.length === 0 || (finish === undefined && !payloads.includes("[DONE]"))) return undefined;
  const whole = choices.findLast((choice) => isObject(choice.message))?.message;
  const usage = events.findLast((event) => isObject(event.usage))?.usage;
  return { choices: [{ finish_reason: finish, message: whole ?? joined(choices.map(({ delta }) => delta)) }], usage };
}

function firstChoice({ choices }: Record<string, unknown>): Record<string, unknown>[] {
  const [first] = Array.isArray(choices) ? (choices as unknown[]) : [];
  return isObject(first) ? [first] : [];
}

function joined(deltas: readonly unknown[]): Record<string, unknown> {
  const pieces = deltas.filter(isObject);
  const calls = new Map<unknown, string>();
  for (const { tool_calls } of pieces) {
    for (const call of Array.isArray(tool_calls) ? (tool_calls as unknown[]) : []) {
      if (!isObject(call) || !isObject(call.function) || typeof call.function.arguments !== "string") continue;
      calls.set(call.index, (calls.get(call.index) ?? "") + call.function.arguments);
    }
  }
  return {
    content: pieces.flatMap(({ content }) => (Array.isArray(content) ? (content as unknown[]) : [content ?? ""])),
    refusal: pieces.map(({ refusal }) => (typeof refusal === "string" ? refusal : "")).join(""),
    tool_calls: [...calls.values()].map((text) => ({ function: { arguments: text } })),
  };
}
