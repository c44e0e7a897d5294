/** @jsxImportSource hono/jsx */
import { Choice, PlatformBoxes, brandName, type Brand } from "../choices.tsx";
import { CATEGORIES } from "../../domain/analysis.ts";
import { GOAL_CLASSES } from "../../domain/goal.ts";
import { ITEM_TYPES } from "../../domain/platform.ts";
import { SORTS } from "../../domain/tab.ts";
import type { Texts } from "../../texts/texts.ts";
import { addressOf, chosen, unfiltered, type Address } from "../address.ts";
import { Find } from "../find.tsx";
import { Icon } from "../icons.tsx";
import { dateInWords, OwnDays } from "../own-days.tsx";
import { PERIODS } from "../period.ts";
import { TakeOut } from "../take-out.tsx";

interface FilterProps {
  say: Texts;
  address: Address;
  brands: readonly Brand[];
}

/** The bar above the list: a GET form, so that it works without script and its result can be bookmarked. */
export function Filters({ say, address, brands, canTakeOut }: FilterProps & { canTakeOut: boolean }) {
  const { filters } = say.web;
  const set = chosen(address).filter(({ name }) => name !== "q").length;
  return (
    <form id="filters" class="filters line" role="search" aria-label={filters.name} action="/inbox">
      {address.tab !== "waiting" && <input type="hidden" name="tab" value={address.tab} />}
      {address.rule !== undefined && <input type="hidden" name="rule" value={address.rule} />}
      <Find say={say} q={address.q} hint={filters.hint} set={set} />
      <div id="facets" class="facets line" popover="auto">
        <Facets say={say} address={address} brands={brands} />
        <button class="btn primary apply">{filters.show}</button>
        {canTakeOut && (
          <TakeOut
            say={say}
            addressOf={(format) => addressOf(address, { after: undefined }, `/export/inbox.${format}`)}
          />
        )}
      </div>
    </form>
  );
}

function Facets({ say, address, brands }: FilterProps) {
  const { web } = say;
  const { filters } = web;
  return (
    <>
      <PlatformBoxes say={say} chosen={address.mp} />
      <fieldset class="seg">
        <legend class="vh">{filters.stars}</legend>
        {[1, 2, 3, 4, 5].map((stars) => (
          <label>
            <input type="checkbox" name="stars" value={stars} checked={address.stars.includes(stars)} />
            {stars}★
          </label>
        ))}
      </fieldset>
      <Choice
        name="type"
        label={filters.type}
        hidden
        value={address.type}
        options={ITEM_TYPES}
        none={filters.types[""]}
        say={(one) => filters.types[one]}
      />
      <Choice
        name="period"
        label={filters.period}
        hidden
        value={address.period}
        options={PERIODS}
        none={filters.periods[""]}
        say={(one) => filters.periods[one]}
      />
      {address.period === "days" && <OwnDays say={say} days={address} />}
      <MoreFacets say={say} address={address} brands={brands} />
    </>
  );
}

function MoreFacets({ say, address, brands }: FilterProps) {
  const { filters } = say.web;
  return (
    <details class="drop">
      <summary class="btn">
        {filters.more}
        <Icon name="down" />
      </summary>
      <div class="drop-body">
        <Choice
          name="has"
          label={filters.has}
          value={address.has}
          options={HAS}
          none={filters.hases[""]}
          say={(one) => filters.hases[one]}
        />
        <Choice
          name="topic"
          label={filters.topic}
          value={address.topic}
          options={CATEGORIES}
          none={filters.any}
          say={(one) => say.categories[one]}
        />
        <Choice
          name="late"
          label={filters.late}
          value={address.late}
          options={["all", ...GOAL_CLASSES]}
          none={filters.lates[""]}
          say={(one) => lateInWords(say, one)}
        />
        <Choice
          name="brand"
          label={filters.brand}
          value={address.brand}
          options={brands.map(({ id }) => id)}
          none={filters.all}
          say={(id) => brandName(brands, id)}
        />
      </div>
    </details>
  );
}

const HAS = ["text", "bare", "photo"] as const;

/** The filter that is set, said in words beside how much it leaves. */
export function Found({ say, address, brands, shown, all }: FilterProps & { shown: string; all: string }) {
  const set = chosen(address);
  if (set.length === 0) return null;
  const { filters } = say.web;
  return (
    <p class="found line">
      {set.map(({ name, without }) => {
        const words = wordsOf(name, { say, address, brands });
        return (
          <a class="chip" href={addressOf(without)} aria-label={filters.remove(words)}>
            {words} <Icon name="x" />
          </a>
        );
      })}{" "}
      <span>{filters.of(shown, all)}</span> <a href={addressOf(unfiltered(address))}>{filters.reset}</a>
    </p>
  );
}

function wordsOf(name: keyof Address, { say, address, brands }: FilterProps): string {
  const { web, categories } = say;
  switch (name) {
    case "mp":
      return address.mp.map((one) => web.short[one]).join(", ");
    case "stars":
      return address.stars.map((stars) => `${stars}★`).join(", ");
    case "type":
      return web.filters.types[address.type ?? ""];
    case "period":
      return periodInWords(say, address);
    case "has":
      return web.filters.hases[address.has ?? ""];
    case "topic":
      return address.topic === undefined ? "" : categories[address.topic];
    case "late":
      return lateInWords(say, address.late ?? "all");
    case "brand":
      return brandName(brands, address.brand ?? "");
    case "rule":
      return web.filters.rule(address.rule ?? "");
    default:
      return `«${address.q ?? ""}»`;
  }
}

function lateInWords({ web: { filters, figures } }: Texts, late: NonNullable<Address["late"]>): string {
  return late === "all" ? filters.lates.all : filters.lateOf(figures.classNames[late]);
}

function periodInWords(say: Texts, { period, from, to }: Address): string {
  const { filters } = say.web;
  if (period !== "days") return filters.periods[period ?? ""];
  const [since, until] = [from, to].map((date) => date && dateInWords(date, say));
  if (since && until) return filters.between(since, until);
  return since ? filters.since(since) : until ? filters.until(until) : filters.periods.days;
}

/** The order of the list; it belongs to the filter's form. */
export function Order({ say, address }: Pick<FilterProps, "say" | "address">) {
  const { filters } = say.web;
  return (
    <label class="field sort">
      <span class="vh">{filters.sort}</span>
      <select name="sort" form="filters">
        {SORTS.map((sort) => (
          <option value={sort} selected={sort === address.sort}>
            {filters.sorts[sort]}
          </option>
        ))}
      </select>
    </label>
  );
}
