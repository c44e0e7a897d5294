/** Texts as other programs save them. */

/** In an encoding of one byte a character; what it does not have becomes `?`. */
export function encoded(text: string, label: "windows-1251" | "koi8-r" | "ibm866" | "windows-1252"): Buffer {
  const all = new TextDecoder(label).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  return Buffer.from(Array.from(text, (character) => (all.includes(character) ? all.indexOf(character) : 0x3f)));
}

/** UTF-16 without a byte order mark. */
export function utf16(text: string, order: "le" | "be" = "le"): Buffer {
  const bytes = Buffer.from(text, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
}
