/** @jsxImportSource hono/jsx */
import { Icon } from "../icons.tsx";
import { number, when } from "../say.ts";
import { areUnread, concerns, type RulesPage } from "./data.ts";
import { Did, figuresOf, sum, Switch } from "./did.tsx";
import { EditRule } from "./edit.tsx";
import type { Rule } from "./fields.ts";
import { Sentence } from "./sentence.tsx";

/** The rules in their order, each with what it says and what it did; one of them may be under the pen. */
export function RuleList({ page }: { page: RulesPage }) {
  const { rules } = page.view.say.web;
  const { editing } = page;
  const seen = page.rules.value
    .map((rule, place) => ({ rule, place }))
    .filter(({ rule }) => concerns(rule, page, page.view.person));
  const rest = figuresOf(page, "default");
  return (
    <>
      {seen.length === 0 && editing === undefined && !areUnread(page) && <p>{rules.none}</p>}
      <ol aria-label={rules.list}>
        {seen.map(({ rule, place }) =>
          editing?.place === place ? (
            <EditRule page={page} editing={editing} mark={<Move page={page} place={place} />} />
          ) : (
            <One page={page} rule={rule} place={place} />
          ),
        )}
        {editing?.place === "new" && (
          <EditRule page={page} editing={editing} mark={<b>{page.rules.value.length + 1}</b>} />
        )}
      </ol>
      <p class="dim">{rules.did.rest(number(sum(rest, "day")), number(sum(rest, "week")))}</p>
    </>
  );
}

function One({ page, rule, place }: { page: RulesPage; rule: Rule; place: number }) {
  const { rules } = page.view.say.web;
  const off = page.state.switchedOff.get(rule.name);
  return (
    <li class={rule.enabled ? "rule" : "rule off"} id={`rule-${place + 1}`}>
      {page.may.change ? <Move page={page} place={place} /> : <b class="rule-move">{place + 1}</b>}
      <div>
        <h2>{rule.name}</h2>
        <Sentence rule={rule} page={page} />
        {!rule.enabled && off && (
          <p class="dim">{rules.switchedOff(when(off.at, page.view.now, page.view.timezone), off.by)}</p>
        )}
        <Did page={page} rule={rule} />
      </div>
      <div class="rule-on">
        <Switch page={page} rule={rule} place={place} />
        {page.may.change && (
          <a class="btn small" href={`${page.base}?edit=${place + 1}#rule-${place + 1}`}>
            {rules.change}
            <span class="vh"> «{rule.name}»</span>
          </a>
        )}
      </div>
    </li>
  );
}

function Move({ page, place }: { page: RulesPage; place: number }) {
  const { rules } = page.view.say.web;
  const step = (way: "up" | "down", isEnd: boolean) => (
    <form method="post" action={`${page.base}/${place + 1}/${way}`}>
      <input type="hidden" name="mark" value={page.rules.mark} />
      <button class="btn icon" disabled={isEnd} aria-label={rules[way](place + 1)}>
        <Icon name={way} />
      </button>
    </form>
  );
  return (
    <div class="rule-move">
      {step("up", place === 0)}
      <b>{place + 1}</b>
      {step("down", place === page.rules.value.length - 1)}
    </div>
  );
}
