/** @returns the value of a JSON text; undefined for a text that is none, which no JSON text says */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
