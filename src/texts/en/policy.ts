import type { PolicyTexts } from "../../domain/policy.ts";
import { PLATFORM_NAMES } from "../../domain/platform.ts";
import { categories, sentiments } from "./classes.ts";
import { proof } from "./proof.ts";

/** Why the approval rules decided as they did. */
export const policy: PolicyTexts = {
  no_rules: "There are no rules, the answer waits for a person.",
  none_fits: "No rule fits, the answer waits for a person.",
  stopped: "The rules are stopped; the answer waits for a person.",
  no_answer: "There is no answer yet: the rules look at a finished draft.",
  stands: "an answer to this review was sent before; the new text may replace it, so a person has to decide",
  rule: (place, of, name) => `rule ${place} of ${of} “${name}”`,
  decided: (rule, effect) => `Decided by ${rule}: ${effect}.`,
  held: (rule, obstacles) => `It fits ${rule} but cannot be approved, the answer waits for a person: ${obstacles}.`,
  effects: {
    approve: "the answer is approved",
    review: "the answer waits for a person",
    escalate: "handed on to whoever is responsible",
    skip: "no answer is needed, skipped",
  },
  not_fitting: (rules) => `Not fitting: ${rules}.`,
  unmet: (place, name, condition) => `${place} “${name}”: ${condition}`,
  conditions: {
    platform: "marketplace",
    account: "account",
    type: "type",
    brand: "brand",
    rating: "stars",
    sentiment: "sentiment",
    category: "category",
    has_text: "text",
    has_photo: "photo",
    order_cancelled: "order cancelled",
    sku: "sku",
  },
  values: { ...sentiments, ...categories, ...PLATFORM_NAMES, review: "review", question: "question" },
  no_stars: "no stars",
  no_words: "none of the words",
  no_topics: "no topics for a person",
  topics: (topics) => `it has ${topics}`,
  needs_person: (topics) => `a topic for a person (${topics})`,
  attention: {
    safety: "safety",
    defect: "defect",
    money: "money",
    law: "law",
    abuse: "abuse",
    personal_data: "personal data",
    unclear: "the AI asks to look",
  },
  proof,
  none: "none",
  yes: "yes",
  no: "no",
};
