/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { BY_HAND_MS, type Figures } from "../../desk/figures.ts";
import type { Hours } from "../../domain/goal.ts";
import { addressOf, readAddress } from "../address.ts";
import { Missing } from "../cells-away.tsx";
import { BrandChoice, type Brand } from "../choices.tsx";
import { money, number, span } from "../say.ts";
import { sentAddressOf, type SentAddress } from "../sent/address.ts";
import { TakeOut } from "../take-out.tsx";
import { figuresAddressOf, monthAddressOf, PERIODS, type FiguresAddress } from "./address.ts";
import { Week } from "./week.tsx";
import { Classes, Rules, shareOf, type FiguresProps } from "./tables.tsx";

/** Period and brand: a GET form, so that it works without script and its result can be bookmarked. */
export function FiguresFilters({
  view,
  address,
  brands,
}: Omit<FiguresProps, "figures"> & { brands: readonly Brand[] }) {
  const { filters, figures } = view.say.web;
  return (
    <form id="filters" class="filters line" aria-label={filters.name} action="/figures">
      <fieldset class="seg">
        <legend class="vh">{figures.period}</legend>
        {PERIODS.map((days) => (
          <label>
            <input type="radio" name="days" value={days} checked={days === address.days} />
            {figures.periods[days]}
          </label>
        ))}
      </fieldset>
      <BrandChoice say={view.say} brands={brands} value={address.brand} />
      <button class="btn primary apply">{filters.show}</button>
      {view.has("exports") && (
        <TakeOut say={view.say} addressOf={(format) => figuresAddressOf(address, `/export/figures.${format}`)} />
      )}
    </form>
  );
}

/** What was answered and how soon, by whom, and what the program did of it. */
export function FiguresPage({ hours, ...props }: FiguresProps & { hours: Hours | null }) {
  const { view, figures } = props;
  const { figures: say } = view.say.web;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{say.name}</h1>
        <p class="dim">
          {say.span(dayText(figures.from), dayText(figures.to))}{" "}
          {hours === null ? say.aroundTheClock : say.hours(hours.from, hours.to)}
        </p>
        <p>
          {view.has("month") && <a href={monthAddressOf({ brand: props.address.brand })}>{view.say.web.month.menu}</a>}
        </p>
      </div>
      <Missing view={view} away={figures.away} lacking={figures.lacking} />
      <Tiles {...props} />
      <div class="grid">
        <section class="panel wide">
          <h2>{say.classes}</h2>
          <Classes {...props} />
          <p class="dim">{say.classesHint}</p>
        </section>
        <section class="panel wide">
          <h2>{say.week.name}</h2>
          <Week {...props} />
        </section>
        <SentPanel {...props} />
        <section class="panel">
          <h2>{say.rules}</h2>
          <Rules {...props} />
        </section>
      </div>
    </main>
  );
}

/** `24.11.2026`. */
function dayText(day: string): string {
  return day.split("-").toReversed().join(".");
}

function Tiles({ view, address, figures }: FiguresProps) {
  const { tiles } = view.say.web.figures;
  const sum = (key: "overdue" | "onTime" | "answered"): number =>
    figures.classes.reduce((all, one) => all + one[key], 0);
  const { sent } = figures;
  const waiting = { ...readAddress({}), sort: "oldest" as const, late: "all" as const, brand: address.brand };
  return (
    <div class="tiles">
      <Tile name={tiles.overdue} figure={number(sum("overdue"))} text={tiles.overdueHint}>
        <a href={addressOf(waiting)}>{tiles.openWaiting}</a>
      </Tile>
      <Tile
        name={tiles.onTime}
        figure={shareOf(sum("onTime"), sum("answered"))}
        text={tiles.of(number(sum("onTime")), number(sum("answered")))}
      />
      <Tile
        name={tiles.asDrafted}
        figure={shareOf(sent.asDrafted, sent.count)}
        text={tiles.of(number(sent.asDrafted), number(sent.count))}
      >
        <a href={sentIn(address, figures, { edit: "edited" })}>{tiles.whatChanged}</a>
      </Tile>
      <Tile
        name={tiles.saved}
        figure={tiles.hours(number(Math.round(figures.hoursSaved)))}
        text={tiles.savedHint(span(BY_HAND_MS.review, view.say), span(BY_HAND_MS.question, view.say))}
      />
    </div>
  );
}

/** One figure that is to be seen first. */
export function Tile({
  name,
  figure,
  text,
  children,
}: {
  name: string;
  figure: string;
  text: string;
  children?: Child;
}) {
  return (
    <section class="tile">
      <h2>{name}</h2>
      <p class="fig">{figure}</p>
      <p class="dim">{text}</p>
      {children}
    </section>
  );
}

/** The list of what was sent within the period. */
function sentIn({ brand }: FiguresAddress, { from, to }: Figures, change: Partial<SentAddress> = {}): string {
  return sentAddressOf({ period: "days", from, to, brand, ...change });
}

/** Answers that left, by whom and as what, with the way to each. */
export function SentPanel({ view, address, figures }: FiguresProps) {
  const { sent: say } = view.say.web.figures;
  const { sent, tokensPerAnswer: tokens, cost } = figures;
  const rows: [name: string, n: number, change: Partial<SentAddress>][] = [
    [say.all, sent.count, {}],
    [say.asDrafted, sent.asDrafted, { edit: "drafted" }],
    [say.edited, sent.edited, { edit: "edited" }],
    [say.byRules, sent.byRules, { by: "rules" }],
    [say.byPeople, sent.byPeople, { by: "people" }],
    [say.rejected, sent.rejected, { state: "rejected" }],
  ];
  return (
    <section class="panel">
      <h2>{say.name}</h2>
      <dl class="facts">
        {rows.map(([name, n, change]) => (
          <>
            <dt>{name}</dt>
            <dd>{n === 0 ? "0" : <a href={sentIn(address, figures, change)}>{number(n)}</a>}</dd>
          </>
        ))}
        <dt>{say.tokens}</dt>
        <dd>{tokens === null ? "—" : number(Math.round(tokens))}</dd>
        {cost !== null && (
          <>
            <dt>{say.cost}</dt>
            <dd>{money(cost.sum, cost.currency, view.say)}</dd>
            <dt>{say.costPerAnswer}</dt>
            <dd>{cost.perAnswer === null ? "—" : money(cost.perAnswer, cost.currency, view.say)}</dd>
          </>
        )}
      </dl>
      <p class="dim">{say.hint}</p>
      {cost !== null && cost.unpriced > 0 && <p class="dim">{say.unpriced(number(cost.unpriced))}</p>}
    </section>
  );
}
