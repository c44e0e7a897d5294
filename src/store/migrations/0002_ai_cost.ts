/** What a call to the LLM cost, in the currency of `ai.price`; null for calls without a price. */
export const aiCost = {
  version: 2,
  sql: `alter table ai_usage add column cost real;`,
};
