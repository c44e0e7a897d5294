/** What the page of the rules is drawn from. */
import type { RulesState } from "../../desk/rules-api.ts";
import type { Trial } from "../../desk/rule-trial.ts";
import type { Setting } from "../../desk/settings-api.ts";
import { mayChange, mayStopSending, sees, seesAccount, type Person } from "../../domain/access.ts";
import type { View, PartsOf } from "../parts.ts";
import type { Rule, RuleFields } from "./fields.ts";

export const RULES = "approval.rules";
export const STOPPED = "approval.rules_enabled";
export const CAP = "approval.daily_cap";

/** A rule that is being written: the stored one at `place`, or a new one. */
export interface Editing {
  place: number | "new";
  fields: RuleFields;
  /** The conditions that no field shows. */
  rule: Rule | undefined;
}

/** What the last press of a button has led to. */
export interface Shown {
  trouble?: string | undefined;
  editing?: Editing | undefined;
  trial?: Trial | undefined;
}

export interface RulesPage extends Shown {
  view: View;
  rules: Setting & { value: Rule[] };
  isOn: Setting;
  cap: Setting;
  state: RulesState;
  brands: readonly { id: string; name: string }[];
  accounts: readonly string[];
  may: { change: boolean; cap: boolean; sending: boolean };
}

export async function rulesPage(
  { config, settings, rules }: PartsOf<"rules">,
  view: View,
  shown: Shown,
): Promise<RulesPage> {
  const { person } = view;
  const [stored, isOn, cap] = await Promise.all([RULES, STOPPED, CAP].map((path) => settings.read(path)));
  if (!stored || !isOn || !cap) throw new Error(`no settings ${RULES}, ${STOPPED}, ${CAP}`);
  const may = { change: mayChange(person, RULES), cap: mayChange(person, CAP), sending: mayStopSending(person) };
  return {
    ...shown,
    view,
    rules: { ...stored, value: stored.value as Rule[] },
    isOn,
    cap,
    state: await rules.state(person),
    brands: config.brands.filter(({ id }) => sees(person, id)),
    accounts: config.accounts.filter((account) => seesAccount(person, account, config.brands)).map(({ id }) => id),
    may,
  };
}

/** Whether a rule can decide on anything that the person may see; who works for one brand reads no other's names. */
export function concerns({ when }: Rule, page: Pick<RulesPage, "brands" | "accounts">, { brands }: Person): boolean {
  if (brands === null) return true;
  const known = (given: readonly string[] | undefined, theirs: readonly string[]) =>
    given === undefined || given.some((one) => theirs.includes(one));
  return (
    known(
      when.brand,
      page.brands.map(({ id }) => id),
    ) && known(when.account, page.accounts)
  );
}

/** Rules that are stored but cannot be read: nothing is changed over them here. */
export function areUnread({ rules }: RulesPage): boolean {
  return rules.problem !== null && rules.value.length === 0;
}
