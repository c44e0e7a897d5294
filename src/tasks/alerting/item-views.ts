/** What messages show of items: in a daemon of its own database, over cells of what they have answered. */
import type { CardAbout, CardFace } from "../../desk/card.ts";
import type { Tx } from "../../store/db.ts";

/** A card, and what it was drawn of. */
export interface DrawnCard extends CardFace {
  /** The state of the item that it shows. */
  face: string;
  /** A fingerprint of the answer's text on it; null without one. */
  read: string | null;
}

/** Each method throws `Lacking` for what is not known yet; a gone item is not open. */
export interface ItemViews {
  /** Asks for the states of many at once. */
  know(ids: readonly number[]): void;
  /** Whether it still waits for somebody; one of which nobody knows may do. */
  isOpen(tx: Tx, id: number): boolean;
  brandOf(tx: Tx, id: number): string | undefined;
  /** What the buyer wrote, in one line; undefined when it cannot be had. */
  quote(tx: Tx, id: number): string | undefined;
  draw(tx: Tx, about: CardAbout): DrawnCard;
  /** Gets what was lacking, or finds out that it cannot be had. */
  fetch(lacking: Lacking): Promise<void>;
}

/** Something has to be asked for before the transaction can go on. */
export class Lacking extends Error {
  readonly wants: { states: readonly number[]; words: boolean } | { card: CardAbout };

  constructor(wants: Lacking["wants"]) {
    super("what is known of an item has to be asked for");
    this.wants = wants;
  }
}
