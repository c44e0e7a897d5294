import type { Generated } from "kysely";
import type { Platform } from "../domain/platform.ts";
import type { Fate } from "../domain/response.ts";

/** By this live answers are listed once they were sent. */
export interface SentColumns {
  /** Who had approved what was published last; it outlives the approval. */
  published_by: Generated<string | null>;
  /** Those of the item. */
  platform: Platform;
  brand_id: string;
}

/** Each live answer that was sent: a view. */
interface SentAnswersView {
  item_id: number;
  platform: Platform;
  brand_id: string;
  /** Unix ms: when it was published, and until then when it was approved. */
  sent_at: number;
  fate: Fate;
  /** Who approved it. */
  sent_by: string | null;
  /** 1: a person has written or changed the text. */
  edited: number;
}

export interface SentSchema {
  sent_answers: SentAnswersView;
}
