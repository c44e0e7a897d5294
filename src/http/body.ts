/**
 * The body as text. Hono's own `bodyLimit` cannot handle a body of unknown length here: it copies the request, and the
 * server's request is not an instance of the global class.
 * @returns undefined when it is longer; the rest is not read then
 */
export async function readBody({ body }: Request, longestBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > longestBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
