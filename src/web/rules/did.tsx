/** @jsxImportSource hono/jsx */
import type { RuleFigure } from "../../store/views/rule-figures.ts";
import { addressOf, readAddress } from "../address.ts";
import { number } from "../say.ts";
import { sentAddressOf } from "../sent/address.ts";
import type { RulesPage } from "./data.ts";
import type { Rule } from "./fields.ts";

/** A button, so that it works without script; it looks like the switch that it is. */
export function Switch({ page, rule, place }: { page: RulesPage; rule: Rule; place: number }) {
  const { rules } = page.view.say.web;
  const word = rule.enabled ? rules.on : rules.off;
  if (!page.may.change) return <span class="tag">{word}</span>;
  return (
    <form method="post" action={`${page.base}/${place + 1}/${rule.enabled ? "off" : "on"}`}>
      <input type="hidden" name="mark" value={page.rules.mark} />
      <button class="tick" role="switch" aria-checked={rule.enabled ? "true" : "false"}>
        <span class="switch" aria-hidden="true"></span>
        <span>
          <span class="vh">{rules.of(place + 1, rule.name)}</span>
          {word}
        </span>
      </button>
    </form>
  );
}

/** What the rule did within a day and a week, and the way to it. */
export function Did({ page, rule }: { page: RulesPage; rule: Rule }) {
  const { did } = page.view.say.web.rules;
  const figures = figuresOf(page, rule.name);
  const week = sum(figures, "week");
  if (week === 0) return <p class="dim">{did.nothing}</p>;
  const sent = rule.then === "approve";
  return (
    <p class="dim">
      {did.day} {dayOf(figures, rule, did)}; {did.week(number(week))}.{" "}
      <a href={sent ? whatWent(rule) : addressOf({ ...readAddress({}), rule: rule.name, tab: "all" })}>
        {sent ? did.sent : did.show}
        <span class="vh">: «{rule.name}»</span>
      </a>
    </p>
  );
}

function whatWent({ name }: Rule): string {
  return sentAddressOf({ by: `rule:${name}`, period: "7d" });
}

function dayOf(
  figures: readonly RuleFigure[],
  { then }: Rule,
  did: RulesPage["view"]["say"]["web"]["rules"]["did"],
): string {
  const n = (action: RuleFigure["action"], key: "day" | "published" | "leaving") =>
    sum(
      figures.filter((figure) => figure.action === action),
      key,
    );
  if (then !== "approve") return did[then](number(n(then === "review" ? "wait" : then, "day")));
  const some = (count: number) => (count === 0 ? null : number(count));
  return did.approve(number(n("approve", "published")), some(n("approve", "leaving")), some(n("wait", "day")));
}

export function figuresOf({ state }: RulesPage, rule: string): RuleFigure[] {
  return state.figures.filter((figure) => figure.rule === rule);
}

export function sum(figures: readonly RuleFigure[], key: "day" | "week" | "published" | "leaving"): number {
  return figures.reduce((all, figure) => all + figure[key], 0);
}
