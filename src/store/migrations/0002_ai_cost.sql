-- What a call to the LLM cost, in the currency of `ai.price`; null for calls without a price.

alter table ai_usage add column cost real;
