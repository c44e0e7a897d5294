import type { Person } from "../../domain/access.ts";
import { loginViaHub } from "../../domain/via-hub.ts";
import type { RulesApi } from "../rules-api.ts";
import type { SettingsApi } from "../settings-api.ts";
import type { Answers, Asker } from "./methods.ts";
import type { RULE_METHODS } from "./rule-methods.ts";

/** What a cell says and does of its rules, in the name of a person of the hub. */
export function ruleAnswers(settings: SettingsApi, rules: RulesApi): Answers<keyof typeof RULE_METHODS> {
  return {
    setting: async ({ path }) => (await settings.read(path)) ?? null,
    setting_change: (change, { asker }) => settings.change(change, personOf(asker)),
    setting_reset: ({ path, from }, { asker }) => settings.reset(path, from, personOf(asker)),
    async rules_state(_, { asker }) {
      const state = await rules.state(personOf(asker));
      return { ...state, switchedOff: [...state.switchedOff].map(([rule, last]) => ({ rule, last })) };
    },
    rules_trial: ({ edited }, { asker }) => rules.trial(edited, personOf(asker)),
    rules_sending: async ({ goesOn }, { asker }) => ({ done: await rules.setSending(goesOn, personOf(asker)) }),
  };
}

/** Somebody of the hub as a person here: one whom nobody of the cell is taken for. */
export function personOf(asker: Asker | null): Person {
  const { login, name, role, brands } = asker ?? { login: "hub", name: "hub", role: "viewer", brands: [] };
  return { id: 0, login: loginViaHub(login), name, role, brands };
}
