/** @jsxImportSource hono/jsx */
import { Outcomes, type Outcome } from "../cells-said.tsx";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { concerns, type RulesPage } from "./data.ts";
import { Did, Switch } from "./did.tsx";
import { Sentence } from "./sentence.tsx";

/** The rules of a cell; `page` is null when they cannot be had, and `why` says why. */
export interface CellStands {
  id: string;
  name: string;
  page: RulesPage | null;
  why: string;
}

interface Props {
  view: View;
  cells: readonly CellStands[];
  outcomes: readonly Outcome[];
}

export function CellsRules({ view, cells, outcomes }: Props) {
  const { rules } = view.say.web;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{rules.name}</h1>
        <p class="dim">{rules.cells.lead}</p>
      </div>
      {outcomes.length > 0 && <Outcomes name={view.say.web.rules.cells.outcome} outcomes={outcomes} />}
      <div class="with-side">
        <div class="stack">
          {cells.map((cell) => (
            <section class="panel" aria-label={cell.name}>
              <h2>{cell.name}</h2>
              {cell.page === null ? <Gone why={cell.why} /> : <Rules page={cell.page} />}
            </section>
          ))}
        </div>
        <All view={view} cells={cells} />
      </div>
    </main>
  );
}

function Gone({ why }: { why: string }) {
  return (
    <p class="bad">
      <Icon name="alert" /> {why}
    </p>
  );
}

/** Each rule with what it says and did, and its switch; everything else is changed on the cell's own page. */
function Rules({ page }: { page: RulesPage }) {
  const { rules } = page.view.say.web;
  const seen = page.rules.value
    .map((rule, place) => ({ rule, place }))
    .filter(({ rule }) => concerns(rule, page, page.view.person));
  return (
    <>
      {page.isOn.value !== true && <p class="bad">{rules.cells.stopped}</p>}
      {page.state.sendingStopped && <p class="bad">{rules.cells.sendingStopped}</p>}
      {seen.length === 0 && <p>{rules.cells.none}</p>}
      <ol>
        {seen.map(({ rule, place }) => (
          <li class={rule.enabled ? "rule" : "rule off"}>
            <b class="rule-move">{place + 1}</b>
            <div>
              <h3>{rule.name}</h3>
              <Sentence rule={rule} page={page} />
              <Did page={page} rule={rule} />
            </div>
            <div class="rule-on">
              <Switch page={page} rule={rule} place={place} />
            </div>
          </li>
        ))}
      </ol>
      <p>
        <a class="btn small" href={page.base}>
          {rules.cells.open}
        </a>
      </p>
    </>
  );
}

/** What is done in all cells at once. */
function All({ view, cells }: Pick<Props, "view" | "cells">) {
  const { cells: say } = view.say.web.rules;
  const pages = cells.flatMap(({ id, page }) => (page === null ? [] : [{ id, page }]));
  const marks = pages.map(({ id, page }) => [`mark-${id}`, page.isOn.mark] as const);
  const may = pages[0]?.page.may;
  if (!may || !(may.change || may.sending)) return null;
  const isSome = { on: false, off: false, sends: false, stands: false };
  for (const { page } of pages) {
    isSome[page.isOn.value === true ? "on" : "off"] = true;
    isSome[page.state.sendingStopped ? "stands" : "sends"] = true;
  }
  return (
    <aside class="stack" aria-label={say.all}>
      <section class="panel stack tight">
        <h2>{say.all}</h2>
        {may.change && isSome.on && (
          <Press to="/rules/all/stop" word={say.stopRules} really={say.stopRulesReally} marks={marks} isBad />
        )}
        {may.change && isSome.off && (
          <Press to="/rules/all/start" word={say.startRules} really={say.startRulesReally} marks={marks} />
        )}
        {may.sending && isSome.sends && (
          <Press to="/rules/all/sending/stop" word={say.stopSending} really={say.stopSendingReally} isBad />
        )}
        {may.sending && isSome.stands && (
          <Press to="/rules/all/sending/start" word={say.startSending} really={say.startSendingReally} />
        )}
      </section>
    </aside>
  );
}

interface PressProps {
  to: string;
  word: string;
  /** Asked before it is done, since it concerns every cell. */
  really: string;
  /** Of the values that are on the page, by the names of the fields. */
  marks?: readonly (readonly [name: string, mark: string])[];
  isBad?: boolean;
}

function Press({ to, word, really, marks = [], isBad = false }: PressProps) {
  const tone = isBad ? " bad" : "";
  return (
    <details class="stack tight">
      <summary class={`btn${tone}`}>
        <Icon name={isBad ? "pause" : "check"} />
        {word}
      </summary>
      <form method="post" action={to}>
        {marks.map(([name, mark]) => (
          <input type="hidden" name={name} value={mark} />
        ))}
        <button class={`btn${tone}`}>{really}</button>
      </form>
    </details>
  );
}
