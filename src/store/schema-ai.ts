/** What calls to an LLM cost and what drafts they gave to choose from, as Kysely sees it. */
import type { Generated } from "kysely";

export interface AiUsageTable {
  id: Generated<number>;
  at: number;
  item_id: number | null;
  /** `answer`: analysis and draft in one call. */
  purpose: "analyze" | "draft" | "answer" | "judge";
  model: string;
  input_tokens: number;
  output_tokens: number;
  cost: number | null;
}

export interface VariantsTable {
  item_id: number;
  /** 1 to 3. */
  place: number;
  /** The version of the answer that it may take the place of. */
  version: number;
  text: string;
  /** JSON, as in `responses`. */
  problems: string;
  model: string;
  prompt_hash: string;
  created_at: number;
}

export interface AiSchema {
  ai_usage: AiUsageTable;
  variants: VariantsTable;
}
