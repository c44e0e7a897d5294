/** What of a text stands out where a channel can show it; nobody but the channel writes markup. */

/** A part of a text: as it is, bold, or somebody's words, each line of them after `> `. */
export type Piece = string | { bold: string } | { quote: string };

/** From where to where in the text, UTF-16 units. */
export interface Mark {
  as: "bold" | "quote";
  from: number;
  to: number;
}

/** A text with what of it stands out. */
export interface Marked {
  text: string;
  marks: readonly Mark[];
}

/** Puts pieces together. */
export function marked(pieces: readonly Piece[]): Marked {
  let text = "";
  const marks: Mark[] = [];
  for (const piece of pieces) {
    const [as, words] = typeof piece === "string" ? [null, piece] : Object.entries(piece)[0]!;
    const from = text.length;
    text += words;
    if (as !== null && words !== "") marks.push({ as: as as Mark["as"], from, to: text.length });
  }
  return { text, marks };
}

/** Where the channel shows whose words they are, the signs before each of their lines go. */
export function withoutSigns({ text, marks }: Marked): Marked {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { as, from, to } of marks) {
    const words = text.slice(from, to);
    pieces.push(text.slice(at, from), as === "bold" ? { bold: words } : { quote: words.replaceAll(/^> /gm, "") });
    at = to;
  }
  return marked([...pieces, text.slice(at)]);
}

/** HTML that shows the text and nothing else: what is bold, and every sign of the text as itself. */
export function htmlOf({ text, marks }: Marked): string {
  let [html, at] = ["", 0];
  for (const { as, from, to } of marks) {
    html += escaped(text.slice(at, from));
    html += as === "bold" ? `<b>${escaped(text.slice(from, to))}</b>` : escaped(text.slice(from, to));
    at = to;
  }
  return html + escaped(text.slice(at));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
