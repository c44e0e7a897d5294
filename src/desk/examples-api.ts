/** The answers that drafts of a brand are written after, as plain data and promises. */
import { StateError } from "../base/errors.ts";
import type { Config } from "../config/schema.ts";
import type { Decisions } from "../decisions/index.ts";
import { actorOf } from "../decisions/people.ts";
import { may, sees, type Person } from "../domain/access.ts";
import type { ItemType, Platform } from "../domain/platform.ts";
import type { Reader } from "../store/db.ts";
import { countPatterns, pastAnswerById, strongestOfBrand } from "../store/tables/past-answers.ts";
import { nameOf } from "../store/tables/settings.ts";
import { refusalOf, type Refusal } from "./refusal.ts";

/** An answer that people gave. */
export interface GoodAnswer {
  id: number;
  itemType: ItemType;
  /** 1–5; null for a question. */
  rating: number | null;
  /** The buyer's words; empty for stars alone. */
  buyer: string;
  answer: string;
  /** Who gave it, by the name that colleagues know; null when it was learned. */
  by: string | null;
  /** Where it was learned; null for one of this program's, and for a file that names no marketplace. */
  platform: Platform | null;
  /** When it was given, Unix ms; null when nobody knows. */
  at: number | null;
}

export interface ExamplesApi {
  /** The strongest first. `total`: how many there are. */
  list(brand: string, limit: number): Promise<{ answers: GoodAnswer[]; total: number }>;
  /** Lets an answer of the brand be no pattern any more. @returns why not; null when it is done */
  drop(brand: string, id: number, person: Person): Promise<Refusal | null>;
}

export interface ExamplesParts {
  db: Reader;
  config: Pick<Config, "locale">;
  decisions: Pick<Decisions, "dropExample">;
}

export function examplesApi({ db, config, decisions }: ExamplesParts): ExamplesApi {
  return {
    async list(brand, limit) {
      const answers = strongestOfBrand(db, brand, limit).map((past) => ({
        id: past.id,
        itemType: past.item_type,
        rating: past.rating,
        buyer: past.buyer_text,
        answer: past.answer,
        by: past.answered_by === null ? null : nameOf(db, past.answered_by),
        platform: past.source === "here" ? null : past.platform,
        at: past.answered_at,
      }));
      return { answers, total: countPatterns(db, brand) };
    },
    async drop(brand, id, person) {
      const isTheirs = may(person, "voice") && sees(person, brand) && pastAnswerById(db, id)?.brand_id === brand;
      try {
        // Another brand's answer is for this person as one that there never was.
        await decisions.dropExample(isTheirs ? id : 0, actorOf(person));
        return null;
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        return refusalOf(error, config.locale);
      }
    },
  };
}
