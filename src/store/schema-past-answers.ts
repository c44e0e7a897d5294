/** The table of answers that people gave, as Kysely sees it. */
import type { Generated } from "kysely";
import type { ItemType, Platform } from "../domain/platform.ts";

export interface PastAnswersSchema {
  past_answers: {
    id: Generated<number>;
    /** `here`: published by this program on a person's word; `marketplace`, `file`: learned. */
    source: "here" | "marketplace" | "file";
    /** Empty for a file that names none. */
    account: string;
    platform: Platform | null;
    item_type: ItemType;
    external_id: string;
    brand_id: string;
    sku: string | null;
    product_name: string | null;
    client_name: string | null;
    rating: number | null;
    /** Everything the buyer wrote. */
    buyer_text: string;
    answer: string;
    category: string | null;
    /** 3: a draft that a person changed; 2: a person's own text; 1: as it was drafted or found. */
    weight: 1 | 2 | 3;
    /** Unix ms, as the two below; null where nobody has told it. */
    reviewed_at: number | null;
    answered_at: number | null;
    /** As in the audit log; null for a learned answer. */
    answered_by: string | null;
    learned_at: number;
    /** When a person said that it is no pattern. */
    dropped_at: Generated<number | null>;
    dropped_by: Generated<string | null>;
  };
}
