/** @jsxImportSource hono/jsx */
import { BY_HAND_MS } from "../../desk/figures.ts";
import type { MonthReport, WorstProduct } from "../../desk/month-report.ts";
import { refOf } from "../../domain/item-ref.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { Missing } from "../cells-away.tsx";
import { cut } from "../cut.ts";
import { brandName, type Brand } from "../choices.tsx";
import { Place } from "../inbox/row.tsx";
import type { View } from "../parts.ts";
import { productAddress } from "../products/address.ts";
import { titleOf } from "../products/list.tsx";
import { Split } from "../products/pictures.tsx";
import { decimal, monthInWords, number, span } from "../say.ts";
import type { MonthAddress } from "./address.ts";
import { SentPanel, Tile } from "./page.tsx";
import { Cell, Classes, Rules, shareOf } from "./tables.tsx";

interface MonthProps {
  view: View;
  address: MonthAddress;
  brands: readonly Brand[];
  report: MonthReport;
}

/** Which month, and which brand's. */
export function MonthFilters({ view, address, brands, months }: Omit<MonthProps, "report"> & { months: string[] }) {
  const { filters, month } = view.say.web;
  return (
    <form id="filters" class="filters line" aria-label={filters.name} action="/figures/month">
      <label class="field">
        <span class="vh">{month.choose}</span>
        <select name="month">
          {months.map((one) => (
            <option value={one} selected={one === address.month}>
              {monthInWords(one, view.say)}
            </option>
          ))}
        </select>
      </label>
      {brands.length > 1 && (
        <label class="field">
          <span class="vh">{filters.brand}</span>
          <select name="brand">
            <option value="">{month.allBrands}</option>
            {brands.map(({ id, name }) => (
              <option value={id} selected={id === address.brand}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <button class="btn primary">{filters.show}</button>
    </form>
  );
}

/** The month in two printed pages. */
export function MonthPage(props: MonthProps) {
  const { view, address, brands, report } = props;
  const { figures, month: say } = view.say.web;
  const { from, to } = report.figures;
  const whose = address.brand === undefined ? brands.map(({ name }) => name) : [brandName(brands, address.brand)];
  const shown = { view, address: { days: 30 as const, brand: address.brand }, figures: report.figures };
  return (
    <main id="main" class="page report">
      <div class="page-head">
        <h1>{say.name(monthInWords(report.month, view.say))}</h1>
        <p class="dim">
          {cut(whose.map(safeLine).join(", "), MOST_BRANDS)}. {figures.span(dayText(from), dayText(to))}
        </p>
        <p class="dim hint">{say.print}</p>
      </div>
      <Missing view={view} away={report.away} lacking={report.lacking} />
      <Tiles {...props} />
      <div class="grid">
        <section class="panel wide">
          <h2>{say.classes}</h2>
          <Classes {...shown} />
          <p class="dim">{say.classesHint}</p>
        </section>
        <Ratings {...props} />
        <SentPanel {...shown} />
        <section class="panel wide">
          <h2>{say.worst}</h2>
          <Worst {...props} />
        </section>
        <section class="panel wide">
          <h2>{figures.rules}</h2>
          <Rules {...shown} most={MOST_RULES} />
        </section>
        <TakenDown {...props} />
      </div>
    </main>
  );
}

/** More would not fit on two pages. */
const MOST_RULES = 8;
/** Their names together, in characters. */
const MOST_BRANDS = 200;

/** `24.11.2026`. */
function dayText(day: string): string {
  return day.split("-").toReversed().join(".");
}

function Tiles({ view, report: { figures, written, rating, ratingBefore } }: MonthProps) {
  const { figures: words, month } = view.say.web;
  const { tiles } = month;
  const sum = (key: "onTime" | "answered"): number => figures.classes.reduce((all, one) => all + one[key], 0);
  const { answered, answeredInCabinet, items } = written;
  const seen = answered + answeredInCabinet;
  return (
    <div class="tiles">
      <Tile
        name={tiles.answered}
        figure={shareOf(seen, items)}
        text={tiles.answeredHint(number(seen), number(items), number(answered), number(answeredInCabinet))}
      >
        <p class="dim">{tiles.unanswered(number(written.skipped), number(written.withdrawn))}</p>
      </Tile>
      <Tile
        name={tiles.onTime}
        figure={shareOf(sum("onTime"), sum("answered"))}
        text={tiles.ofOurs(number(sum("onTime")), number(sum("answered")))}
      />
      <Tile
        name={tiles.rating}
        figure={rating === null ? "—" : decimal(rating, view.say)}
        text={ratingBefore === null ? tiles.noBefore : tiles.before(decimal(ratingBefore, view.say))}
      />
      <Tile
        name={tiles.saved}
        figure={words.tiles.hours(number(Math.round(figures.hoursSaved)))}
        text={words.tiles.savedHint(span(BY_HAND_MS.review, view.say), span(BY_HAND_MS.question, view.say))}
      />
    </div>
  );
}

function Ratings({ view, report: { written } }: MonthProps) {
  const { month, products } = view.say.web;
  const rated = written.stars.reduce((sum, n) => sum + n, 0);
  return (
    <section class="panel">
      <h2>{month.stars}</h2>
      {rated === 0 ? <p class="dim">{products.noStars}</p> : <Split view={view} stars={written.stars} />}
      <dl class="facts">
        {[5, 4, 3, 2, 1].map((stars) => (
          <>
            <dt>{`${stars}★`}</dt>
            <dd>{`${number(written.stars[stars - 1]!)} (${shareOf(written.stars[stars - 1]!, rated)})`}</dd>
          </>
        ))}
      </dl>
      <p class="dim">{month.complaints(number(written.complaints), shareOf(written.complaints, written.items))}</p>
    </section>
  );
}

function Worst({ view, report: { worst } }: MonthProps) {
  const { month } = view.say.web;
  const columns = month.worstColumns;
  if (worst.length === 0) return <p class="dim">{month.noComplaints}</p>;
  return (
    <table class="table fold">
      <thead>
        <tr>
          {Object.entries(columns).map(([name, column]) => (
            <th scope="col" {...(name === "rating" || name === "complaints" ? { class: "num" } : {})}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {worst.map((one) => (
          <WorstRow view={view} one={one} />
        ))}
      </tbody>
    </table>
  );
}

const MOST_TOPICS = 2;
/** In characters: a quote is to take two lines, and a name one. */
const QUOTE = 110;
const NAME = 60;

function WorstRow({ view, one }: { view: View; one: WorstProduct }) {
  const { say } = view;
  const { month, products } = say.web;
  const columns = month.worstColumns;
  return (
    <tr>
      <td>
        <a href={productAddress(one.shops[0]!)}>{cut(titleOf(view, one), NAME)}</a>
        <p class="dim">
          <Place web={say.web} item={one.shops[0]!} /> {cut(safeLine(one.article ?? one.shops[0]!.sku), NAME)}
        </p>
      </td>
      <Cell name={columns.rating}>{one.rating === null ? products.noStars : decimal(one.rating, say)}</Cell>
      <Cell name={columns.complaints}>
        {number(one.complaints)} ({shareOf(one.complaints, one.items)})
      </Cell>
      <td class="topics" data-l={columns.about}>
        {one.categories
          .slice(0, MOST_TOPICS)
          .map(({ category }) => say.categories[category])
          .join(", ")}
      </td>
      <td data-l={columns.quotes}>
        {one.quotes.map(({ id, text }) => (
          <p>
            <a href={`/inbox/${refOf(id)}?tab=all`}>
              <q>{safeLine(cut(text, QUOTE))}</q>
            </a>
          </p>
        ))}
      </td>
    </tr>
  );
}

function TakenDown({ view, report: { takenDown, figures } }: MonthProps) {
  const { month } = view.say.web;
  const rest = figures.sent.rejected - takenDown.length;
  return (
    <section class="panel wide">
      <h2>{month.takenDown}</h2>
      {takenDown.length === 0 && <p class="dim">{month.nothingTakenDown}</p>}
      <ul class="stack tight">
        {takenDown.map(({ item_id: id, product_name: name, reason }) => (
          <li>
            <a href={`/inbox/${refOf(id)}?tab=all`}>{cut(safeLine(name ?? `#${refOf(id)}`), NAME)}</a>
            {": "}
            {reason === null ? month.noReason : safeLine(cut(reason, QUOTE))}
          </li>
        ))}
      </ul>
      {rest > 0 && <p class="dim">{month.more(number(rest))}</p>}
    </section>
  );
}
