/** What a hub asks of a cell about its rules and other settings. */
import { z } from "zod";
import { ruleSchema } from "../../config/schema.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { refusal } from "./refusal-form.ts";

const MOST_RULES = 1000;

const text = z.string();
const count = z.int();
const path = text.min(1).max(300);
const lastChange = z.object({ by: text, at: z.number() });
const changed = z.union([
  z.object({ refused: refusal.extend({ last: z.exactOptional(lastChange.nullable()) }) }),
  z.object({ path: text, value: z.unknown(), changed: z.boolean() }),
]);

const taken = z.object({
  id: count,
  platform: z.enum(PLATFORMS),
  item_type: z.enum(ITEM_TYPES),
  rating: count.nullable(),
  client_text: text,
  pros: text.nullable(),
  cons: text.nullable(),
  product_name: text.nullable(),
});
const ruleTrial = z.object({ taken: count, held: count, first: z.array(taken) });

export const RULE_METHODS = {
  /** A value that can be set; null when there is no such setting. The hub itself reads it, whoever looks. */
  setting: {
    takes: z.strictObject({ path }),
    gives: z
      .object({
        path: text,
        value: z.unknown(),
        mark: text,
        inFile: z.unknown(),
        changed: lastChange.nullable(),
        problem: text.nullable(),
      })
      .nullable(),
    needs: null,
  },
  /** The setting says what it takes; who may not is refused. `from`: the mark of the value that was on the page. */
  setting_change: {
    takes: z.strictObject({ path, value: z.unknown(), from: text.max(200).optional() }),
    gives: changed,
    needs: "voice",
  },
  setting_reset: { takes: z.strictObject({ path, from: text.max(200) }), gives: changed, needs: "voice" },
  rules_state: {
    takes: z.strictObject({}),
    gives: z.object({
      figures: z.array(
        z.object({
          rule: text,
          action: z.enum(["approve", "skip", "escalate", "wait"]),
          day: count,
          published: count,
          leaving: count,
          week: count,
        }),
      ),
      switchedOff: z.array(z.object({ rule: text, last: lastChange })),
      sentToday: count.nullable(),
      sendingStopped: lastChange.nullable(),
    }),
    needs: "look",
  },
  rules_trial: {
    takes: z.strictObject({
      edited: z
        .strictObject({ rules: z.array(ruleSchema).max(MOST_RULES), rules_enabled: z.boolean(), place: z.int().min(0) })
        .nullable(),
    }),
    gives: z.object({
      tested: count,
      isCut: z.boolean(),
      rules: z.array(ruleTrial),
      rest: ruleTrial,
      edited: z.object({ place: count, more: count, less: count, first: z.array(taken) }).nullable(),
    }),
    needs: "look",
  },
  /** Stops all sending, or lets it go on. `done`: false when the person may not. */
  rules_sending: {
    takes: z.strictObject({ goesOn: z.boolean() }),
    gives: z.object({ done: z.boolean() }),
    needs: "pause",
  },
} as const;
