/** @jsxImportSource hono/jsx */
import { MoreRows } from "../more-rows.tsx";
import type { CountedSent } from "../../desk/lists.ts";
import type { Tab } from "../../domain/tab.ts";
import { Missing } from "../cells-away.tsx";
import type { SentDocument, SentList } from "../../desk/sent.ts";
import type { Fate } from "../../domain/response.ts";
import type { Brand } from "../choices.tsx";
import type { Names } from "../names.ts";
import type { View } from "../parts.ts";
import { dateInWords } from "../own-days.tsx";
import { count, number } from "../say.ts";
import { chosenSent, sentAddressOf, type SentAddress } from "./address.ts";
import { Row } from "./row.tsx";

interface SentProps {
  view: View;
  address: SentAddress;
  found: Pick<CountedSent<Tab>, "sums" | "away" | "lacking"> & { items: SentDocument[] };
  names: Names;
  brands: readonly Brand[];
  /** The address of the next rows; null when these are the last. */
  more: string | null;
}

/** What went out: when, to whose words, by which person or rule, and what became of it at the marketplace. */
export function Sent({ view, address, found, names, more }: SentProps) {
  const { sent, list } = view.say.web;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{titleOf(view, address)}</h1>
        {found.items.length > 0 && <Sums view={view} address={address} sums={found.sums} />}
      </div>
      <Missing view={view} away={found.away} lacking={found.lacking} />
      {found.items.length === 0 ? (
        !found.away && !found.lacking && <Nothing view={view} address={address} />
      ) : (
        <table class="table fold sent">
          <thead>
            <tr>
              {Object.values(sent.columns).map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.items.map((item) => (
              <Row view={view} item={item} names={names} back={sentAddressOf(address)} />
            ))}
          </tbody>
        </table>
      )}
      <MoreRows to={more} name={list.more} />
    </main>
  );
}

function titleOf({ say }: View, { period, from, to }: SentAddress): string {
  const { sent } = say.web;
  if (period !== "days") return sent.names[period];
  const day = (date: string): string => dateInWords(date, say);
  if (from === undefined) return to === undefined ? sent.name : sent.until(day(to));
  return to === undefined ? sent.since(day(from)) : sent.between(day(from), day(to));
}

/** The whole of what is listed, in a line; what needs somebody leads to its list. */
function Sums({ view, address, sums }: Pick<SentProps, "view" | "address"> & { sums: SentList["sums"] }) {
  const { sums: say } = view.say.web.sent;
  const rules = Math.min(sums.byRules, sums.count);
  const drafted = Math.round((100 * Math.min(sums.asDrafted, sums.count)) / Math.max(1, sums.count));
  const bad = (fate: Fate, n: number, words: string) =>
    n > 0 && (
      <a class="bad" href={sentAddressOf(address, { state: fate, after: undefined })}>
        <b>{number(n)}</b> {words}
      </a>
    );
  return (
    <p class="line far">
      <span>
        <b>{count(sums)}</b> {say.count(sums.count)}
      </span>{" "}
      <span>
        <b>{number(rules)}</b> {say.byRules}
      </span>{" "}
      <span>
        <b>{number(sums.count - rules)}</b> {say.byPeople}
      </span>{" "}
      <span>
        <b>{`${drafted}\u00a0%`}</b> {say.asDrafted}
      </span>{" "}
      {bad("rejected", sums.rejected, say.rejected(sums.rejected))}{" "}
      {bad("unsent", sums.unsent, say.unsent(sums.unsent))}{" "}
      {!sums.exact && <span class="dim">{say.newest(number(sums.count))}</span>}
    </p>
  );
}

/** Why nothing is listed, and where to go on. */
function Nothing({ view, address }: Pick<SentProps, "view" | "address">) {
  const { sent, filters } = view.say.web;
  const isFiltered = chosenSent(address).length > 0;
  return (
    <div class="void">
      <p>{isFiltered ? sent.noFit : address.period === "today" ? sent.emptyToday : sent.empty}</p>
      <p class="line">
        {address.period === "today" && (
          <a class="btn" href={sentAddressOf(address, { period: "7d", after: undefined })}>
            {sent.lastWeek}
          </a>
        )}
        {isFiltered && (
          <a class="btn" href={sentAddressOf({ period: address.period, from: address.from, to: address.to })}>
            {filters.reset}
          </a>
        )}
      </p>
    </div>
  );
}
