/** @jsxImportSource hono/jsx */
import type { ClassFigures, Figures } from "../../desk/figures.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { addressOf, readAddress } from "../address.ts";
import { cut } from "../cut.ts";
import { number, span } from "../say.ts";
import type { View } from "../parts.ts";
import type { FiguresAddress } from "./address.ts";

export interface FiguresProps {
  view: View;
  address: FiguresAddress;
  figures: Figures;
}

/** A share in whole percent; a dash when there is nothing to take it of. */
export function shareOf(part: number, of: number): string {
  return of === 0 ? "—" : `${Math.round((100 * part) / of)}\u00a0%`;
}

/** Each class of items against its goal. */
export function Classes({ view, address, figures }: FiguresProps) {
  const { figures: say } = view.say.web;
  const { columns, noAnswers } = say;
  const time = (ms: number | null, { answered }: ClassFigures): string =>
    ms === null ? (answered === 0 ? noAnswers : "—") : span(ms, view.say);
  return (
    <table class="table fold">
      <thead>
        <tr>
          {Object.entries(columns).map(([name, column]) => (
            <th scope="col" {...(name === "class" ? {} : { class: "num" })}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {figures.classes.map((one) => (
          <tr>
            <th scope="row">{say.classNames[one.class]}</th>
            <Cell name={columns.received}>{number(one.received)}</Cell>
            <Cell name={columns.answered}>{number(one.answered)}</Cell>
            <Cell name={columns.goal}>{span(one.goal, view.say)}</Cell>
            <Cell name={columns.median}>{time(one.median, one)}</Cell>
            <Cell name={columns.p90}>{time(one.p90, one)}</Cell>
            <Cell name={columns.onTime}>{shareOf(one.onTime, one.answered)}</Cell>
            <Cell name={columns.overdue}>
              <Overdue one={one} brand={address.brand} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A number, with the name of its column for where the table is folded. */
export function Cell({ name, children }: { name: string; children?: unknown }) {
  return (
    <td class="num" data-l={name}>
      {children}
    </td>
  );
}

function Overdue({ one, brand }: { one: ClassFigures; brand: string | undefined }) {
  if (one.overdue === 0) return <>0</>;
  const folder = { ...readAddress({}), sort: "oldest" as const, late: one.class, brand };
  return (
    <a class="bad" href={addressOf(folder)}>
      {number(one.overdue)}
    </a>
  );
}

const SHORT_NAME = 80;
const ACTIONS = ["approve", "escalate", "skip", "wait"] as const;

/** What each rule decided within the period. @param most how many are shown, by short names; all of them without it */
export function Rules({ view, figures: { rules }, most }: FiguresProps & { most?: number }) {
  const nameOf = (rule: string): string => (most === undefined ? safeLine(rule) : cut(safeLine(rule), SHORT_NAME));
  const { figures: say } = view.say.web;
  if (rules.length === 0) return <p class="dim">{say.noRules}</p>;
  return (
    <table class="table fold">
      <thead>
        <tr>
          <th scope="col">{say.rule}</th>
          {ACTIONS.map((action) => (
            <th scope="col" class="num">
              {say.deeds[action]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rules.slice(0, most).map((one) => (
          <tr>
            <th scope="row">{one.rule === "default" ? say.otherwise : nameOf(one.rule)}</th>
            {ACTIONS.map((action) => (
              <Cell name={say.deeds[action]}>{number(one[action])}</Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
