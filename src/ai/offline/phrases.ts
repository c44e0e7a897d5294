/** The phrases of the built-in provider: `data/offline.ru.yaml`, overridden by a brand's own phrases. */
import { createHash } from "node:crypto";
import { readAsset } from "../../base/assets.ts";
import { ConfigError, messageOf } from "../../base/errors.ts";
import { readUtf8, requireWhole } from "../../base/files/text.ts";
import { readForm } from "../../config/yaml.ts";
import { lexicon } from "./lexicon.ts";
import { phrasesForm, type Phrases } from "./phrases-form.ts";

const FILE = "data/offline.ru.yaml";
const HINT = `What each phrase is for, and which placeholders it may have, is said in ${FILE} of the program.`;
/** The largest accepted file, several times the size of all built-in phrases. */
const MOST_BYTES = 512 * 1024;

/** Phrases, and the hash that identifies them in the stored data. */
interface Wording {
  phrases: Phrases;
  hash: string;
}

const read = new Map<string | null, Wording>();

/**
 * The phrases, overridden by a brand's own ones. A file is read once, so a change counts from the next start.
 * @param file the brand's own; null for none
 * @throws ConfigError when the brand's file cannot be read; InvalidConfig with every problem and its line
 */
export function phrasesOf(file: string | null): Wording {
  const known = read.get(file);
  if (known) return known;
  const phrases =
    file === null
      ? readPhrases(readAsset(FILE).toString("utf8"), FILE)
      : readPhrases(readBounded(file), file, phrasesOf(null).phrases);
  const hash = createHash("sha256").update(JSON.stringify(phrases)).digest("hex").slice(0, 12);
  const wording = { phrases, hash };
  read.set(file, wording);
  return wording;
}

/**
 * @param under what the text leaves out; without it nothing may be left out
 * @throws InvalidConfig
 */
export function readPhrases(text: string, file: string, under?: Phrases): Phrases {
  return readForm(phrasesForm(lexicon()), { file, text, hint: HINT, under });
}

function readBounded(file: string): string {
  try {
    return requireWhole(readUtf8(file, MOST_BYTES));
  } catch (error) {
    throw new ConfigError(`the phrases_file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
