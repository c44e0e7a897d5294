/** A letter as its reader sees it. */
export interface Mail {
  /** Of the envelope. */
  from: string;
  to: string[];
  /** Who had signed in; null for nobody. */
  user: string | null;
  encrypted: boolean;
  /** By lower-case name, unfolded and decoded. */
  headers: Record<string, string>;
  text: string;
  /** As it came. */
  raw: string;
}

/** Reads a letter of one part, as RFC 5322, 2045 and 2047 have it. */
export function readMail(raw: string, envelope: Pick<Mail, "from" | "to" | "user" | "encrypted">): Mail {
  const end = raw.indexOf("\r\n\r\n");
  const [head, body] = end < 0 ? [raw, ""] : [raw.slice(0, end), raw.slice(end + 4)];
  const fields = head.replace(/\r\n[ \t]+/g, " ").split("\r\n");
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(":");
      return [field.slice(0, colon).toLowerCase(), decodedWords(field.slice(colon + 1).trim())];
    }),
  );
  return { ...envelope, headers, text: decoded(body, headers["content-transfer-encoding"] ?? "7bit"), raw };
}

function decoded(body: string, encoding: string): string {
  if (encoding.toLowerCase() === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding.toLowerCase() !== "quoted-printable") return body;
  return fromQuoted(body.replace(/=\r\n/g, ""));
}

function fromQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** `=?UTF-8?B?…?=`; the space between two of them is none. */
function decodedWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toUpperCase() === "B" ? Buffer.from(text, "base64").toString("utf8") : fromQuoted(text.replaceAll("_", " ")),
    );
}
