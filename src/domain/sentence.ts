/**
 * Something to tell a manager. Checks, rules and failures find it; the words are a catalogue's (`src/texts`), chosen
 * where the sentence is stored or shown. Every value a sentence is given is said in it, whatever the language.
 */
export type Sentence<Catalogue> = (texts: Catalogue) => string;

/** Quotes what was found in the answer, or in the buyer's text. */
export type Quoting = (piece: string) => string;
