import type { Editing } from "./data.ts";
import { readFields, ruleOf, type FieldProblem, type Rule } from "./fields.ts";

/** What somebody wants of the rules: the whole list as it would be, and the form that asks for it. */
export interface Wish {
  /** The mark of the list that was on the page. */
  mark: string;
  /** Where the rule stands in `list`. */
  place: number;
  list: Rule[];
  editing: Editing;
  /** Why it cannot be; then `list` is as it was. */
  problem?: FieldProblem;
}

/**
 * What the form of a rule asks for, over the rules as they are stored now.
 * @param at the place on the page, from 1, or `new`
 * @throws ZodError when the form is none of ours
 */
export function wishOf(sent: URLSearchParams, at: string, stored: { mark: string; list: Rule[] }): Wish {
  const fields = readFields(sent);
  const isNew = at === "new";
  const mark = sent.get("mark") ?? "";
  // In another list the place means another rule; then the name tells which one it was.
  const byName = stored.list.findIndex(({ name }) => name === sent.get("was"));
  const at0 = mark === stored.mark ? Number(at) - 1 : byName;
  const was = isNew ? undefined : stored.list[at0];
  const place = was ? at0 : stored.list.length;
  const others = stored.list.filter((one) => one !== was).map(({ name }) => name);
  const editing: Editing = { place: was ? place : "new", fields, rule: was };
  const rule = ruleOf(fields, others, was);
  if ("problem" in rule) return { mark, place, list: stored.list, editing, problem: rule.problem };
  const list = was ? stored.list.with(place, rule) : [...stored.list, rule];
  return { mark, place, list, editing };
}

/** The rules after a press of a button beside one of them. */
export function pressed(list: Rule[], place: number, what: string): Rule[] {
  const rule = list[place];
  if (!rule) return list;
  if (what === "on" || what === "off") return list.with(place, { ...rule, enabled: what === "on" });
  const others = list.toSpliced(place, 1);
  if (what === "delete") return others;
  return others.toSpliced(Math.max(0, place + (what === "up" ? -1 : 1)), 0, rule);
}
