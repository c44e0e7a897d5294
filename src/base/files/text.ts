/** Reads the files that people hand in: a bounded number of bytes, and no character replaced in silence. */
import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

export type Encoding = "UTF-8" | "UTF-16" | "windows-1251";

/** A text, and the encoding it was written in. */
export interface Decoded {
  text: string;
  encoding: Encoding;
}

const CHUNK_BYTES = 64 * 1024;

/**
 * Reads a whole file. A pipe or a device is refused at once, because it might never end or never begin.
 * @throws the operating system's error, or an Error that says what is wrong with the file
 */
export function readBounded(file: string, mostBytes: number): Buffer {
  // Without O_NONBLOCK the opening of a pipe waits until somebody writes into it.
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(descriptor).isFile())
      throw new Error("it is not a regular file (a folder, a pipe or a device): name a file");
    const chunks: Buffer[] = [];
    for (let size = 0, more = true; more;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const count = readSync(descriptor, chunk);
      more = count > 0;
      size += count;
      if (size > mostBytes) throw new Error(`it is larger than ${sized(mostBytes)}`);
      chunks.push(chunk.subarray(0, count));
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}

function sized(bytes: number): string {
  return bytes < 1024 * 1024 ? `${bytes / 1024} KB` : `${bytes / 1024 / 1024} MB`;
}

/**
 * Reads a whole text file that has to be UTF-8, with or without a byte order mark.
 * @throws the operating system's error, or an Error that names the encoding it has, the line, and the remedy
 */
export function readUtf8(file: string, mostBytes: number): string {
  return requireUtf8(readBounded(file, mostBytes));
}

/** @throws Error that names the encoding the bytes have, the line, and the remedy */
export function requireUtf8(bytes: Buffer): string {
  const { text, encoding } = decode(bytes);
  if (encoding === "UTF-8") return text;
  const place = encoding === "UTF-16" ? "" : ` (line ${lineThatIsNotUtf8(bytes)})`;
  throw new Error(`it is written in ${encoding}, not in UTF-8${place}: ${SAVE_AS}`);
}

const SAVE_AS = "save it as UTF-8";

/**
 * Bytes as a text. UTF-8 and UTF-16 are recognised with and without a byte order mark, windows-1251 by its Russian.
 * @throws Error when it is none of them, or damaged
 */
export function decode(bytes: Buffer): Decoded {
  const label = labelOf(bytes);
  const text = decodedAs(label, bytes);
  if (text === undefined) {
    const line = lineThatIsNotUtf8(bytes);
    throw new Error(
      `it is neither UTF-8, UTF-16 nor Russian windows-1251, or it is damaged (line ${line}): ${SAVE_AS}`,
    );
  }
  const zero = text.indexOf("\0");
  if (zero >= 0)
    throw new Error(`it is no text: line ${lineAt(text, zero)} holds a NUL. If it should be one, ${SAVE_AS}`);
  return { text, encoding: NAMES[label] };
}

const NAMES = { "utf-8": "UTF-8", "utf-16le": "UTF-16", "utf-16be": "UTF-16", "windows-1251": "windows-1251" } as const;

type Label = keyof typeof NAMES;

function labelOf(bytes: Buffer): Label {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes.includes(0)) {
    if (hasHighBytesAt(1, bytes)) return "utf-16le";
    if (hasHighBytesAt(0, bytes)) return "utf-16be";
  }
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked || decodedAs("utf-8", bytes) !== undefined ? "utf-8" : "windows-1251";
}

/** Latin, Cyrillic and punctuation: the upper byte of what a Russian text is made of. */
const HIGH_BYTES = new Set([0x00, 0x04, 0x20, 0x21]);

/** Whether every second byte is such an upper byte, as in UTF-16 without a mark. */
function hasHighBytesAt(first: 0 | 1, bytes: Buffer): boolean {
  if (bytes.length % 2 !== 0) return false;
  for (let at = first; at < bytes.length; at += 2) if (!HIGH_BYTES.has(bytes[at] ?? -1)) return false;
  return true;
}

function decodedAs(label: Label, bytes: Buffer): string | undefined {
  // The usual case, without Node's decoders, which take 3 ms to be loaded.
  if (label === "utf-8") return isUtf8(bytes) ? bytes.toString("utf8").replace(/^\uFEFF/, "") : undefined;
  try {
    const text = new TextDecoder(label, { fatal: true }).decode(bytes);
    return label === "windows-1251" && !looksRussian(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** What a Russian text holds beside ASCII: its letters, and typographic signs. */
const EXPECTED = /[А-Яа-яЁё«»„“”‘’–—…№°±·•©®™€§\u00A0]/g;

/**
 * Every byte means something in windows-1251. What was written in another encoding shows: signs no text has, capitals
 * behind small letters (KOI8-R), Russian letters among Latin ones (a French é).
 */
function looksRussian(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const letters = count(/[А-Яа-яЁё]/g);
  const beyondAscii = count(/[^\p{ASCII}]/gu);
  const [capitals, small] = [count(/[А-ЯЁ]/g), count(/[а-яё]/g)];
  const mixed = count(/[a-z][а-яё]|[а-яё][a-z]/gi);
  return letters > 0 && count(EXPECTED) >= beyondAscii * 0.95 && small >= capitals && mixed * 5 <= letters;
}

/**
 * A text that another program has spoilt is spoilt for good, though its bytes are in order: the sign for a letter that could
 * not be read, or UTF-8 that was taken for another encoding and saved again (`РџСЂРёРІРµС‚` for `Привет`).
 * @throws Error that names the line
 */
export function requireWhole(text: string, firstLine = 1): string {
  const lost = text.indexOf("\uFFFD");
  const line = (at: number): number => firstLine - 1 + lineAt(text, at);
  if (lost >= 0) throw new Error(`line ${line(lost)} holds �: letters were lost when it was saved, write them again`);
  const twice = PERHAPS_TWICE.test(text) ? encodedTwice().exec(text) : null;
  if (twice === null) return text;
  throw new Error(`line ${line(twice.index)} holds "${twice[0]}", which no text has: save the file as it was at first`);
}

/** The first bytes of three Russian letters, as one of the encodings below shows them. Right texts hardly ever fit. */
const PERHAPS_TWICE = /(?:[РСÐÑпя╨╤][\u0080-\uFFFF]){3}/;

/** Three Russian letters in UTF-8, as each of the other encodings shows their bytes. Node needs 5 ms to know them. */
function encodedTwice(): RegExp {
  const letters = ["windows-1251", "windows-1252", "koi8-r", "ibm866"].map(
    (label) => `(?:[${shownAs(label, 0xd0, 0xd1)}][${shownAs(label, 0x80, 0xbf)}\\u0080-\\u009F]){3}`,
  );
  return new RegExp(letters.join("|"), "u");
}

/** The signs of an encoding for all bytes of a range. None of them means anything in a regular expression's class. */
function shownAs(label: string, from: number, to: number): string {
  return new TextDecoder(label).decode(Uint8Array.from({ length: to - from + 1 }, (_, at) => from + at));
}

/** The number, from 1, of the first line that is not UTF-8; 1 when all are. */
function lineThatIsNotUtf8(bytes: Buffer): number {
  for (let start = 0, line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const next = end < 0 ? bytes.length : end + 1;
    if (decodedAs("utf-8", bytes.subarray(start, next)) === undefined) return line;
    start = next;
  }
  return 1;
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}
