/**
 * Something to tell a manager. Checks, rules and failures produce it; a catalogue (`src/texts`) supplies the words when
 * the sentence is stored or shown. Every value given to a sentence appears in it, whatever the language.
 */
export type Sentence<Catalogue> = (texts: Catalogue) => string;

/** A sentence that quotes a piece of the answer or of the buyer's text. */
export type Quoting = (piece: string) => string;
