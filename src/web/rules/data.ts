/** What the page of the rules is drawn from. */
import type { RulesState } from "../../desk/rules-api.ts";
import type { Trial } from "../../desk/rule-trial.ts";
import type { Setting } from "../../desk/settings-api.ts";
import { mayChange, mayStopSending, sees, seesAccount, type Person } from "../../domain/access.ts";
import type { View, PartsOf } from "../parts.ts";
import type { Rule, RuleFields } from "./fields.ts";

/** Where the rules of a single daemon are. */
export const RULES_AT = "/rules";
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
  /** The address of the page. */
  base: string;
  /** Of which cell they are; undefined in a single daemon. */
  cell: string | undefined;
  may: { change: boolean; cap: boolean; sending: boolean };
}

export async function rulesPage(
  { config, settings, rules, base = RULES_AT, shop, cell }: PartsOf<"rules">,
  view: View,
  shown: Shown,
): Promise<RulesPage> {
  const { person } = view;
  const [stored, isOn, cap] = await Promise.all([RULES, STOPPED, CAP].map((path) => settings.read(path)));
  if (!stored || !isOn || !cap) throw new Error(`no settings ${RULES}, ${STOPPED}, ${CAP}`);
  const { brands, accounts } = shop?.() ?? config;
  const may = { change: mayChange(person, RULES), cap: mayChange(person, CAP), sending: mayStopSending(person) };
  return {
    ...shown,
    view,
    rules: { ...stored, value: stored.value as Rule[] },
    isOn,
    cap,
    state: await rules.state(person),
    brands: brands.filter(({ id }) => sees(person, id)),
    accounts: accounts.filter((account) => seesAccount(person, account, brands)).map(({ id }) => id),
    base,
    cell,
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
