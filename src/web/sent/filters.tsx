/** @jsxImportSource hono/jsx */
import { FATES } from "../../domain/response.ts";
import { Find } from "../find.tsx";
import { BrandChoice, Choice, PlatformBoxes, type Brand } from "../choices.tsx";
import type { View } from "../parts.ts";
import { TakeOut } from "../take-out.tsx";
import { OwnDays } from "../own-days.tsx";
import { PERIODS } from "../period.ts";
import { chosenSent, sentAddressOf, type SentAddress } from "./address.ts";

interface FilterProps {
  view: View;
  address: SentAddress;
  brands: readonly Brand[];
  /** The names of the rules. */
  rules: readonly string[];
  /** Whoever may have sent something, by their name in the audit log. */
  people: readonly { actor: string; name: string }[];
}

/** The bar above what went out: a GET form, so that it works without script and its result can be bookmarked. */
export function SentFilters(props: FilterProps) {
  const { view, address } = props;
  const { filters } = view.say.web;
  const set = chosenSent(address).filter(({ name }) => name !== "q").length;
  return (
    <form id="filters" class="filters line" role="search" aria-label={filters.name} action="/sent">
      <Find say={view.say} q={address.q} hint={filters.hint} set={set} />
      <div id="facets" class="facets line" popover="auto">
        <Facets {...props} />
        <button class="btn primary apply">{filters.show}</button>
        {view.has("exports") && <TakeOut say={view.say} addressOf={(format) => exportOfSent(address, format)} />}
      </div>
    </form>
  );
}

/** The address of the list as a file. */
function exportOfSent(address: SentAddress, format: string): string {
  return sentAddressOf(address, { after: undefined }, `/export/sent.${format}`);
}

function Facets({ view, address, brands, rules, people }: FilterProps) {
  const { sent } = view.say.web;
  const others = ["rules", "people"] as const;
  return (
    <>
      <PlatformBoxes say={view.say} chosen={address.mp} />
      <BrandChoice say={view.say} brands={brands} value={address.brand} />
      <Choice
        name="by"
        label={sent.by.name}
        hidden
        value={address.by}
        options={[...others, ...people.map(({ actor }) => actor), ...rulesWith(rules, address.by)]}
        none={sent.by.all}
        say={(by) => senderInWords(view, by, people)}
      />
      <Choice
        name="edit"
        label={sent.edit.name}
        hidden
        value={address.edit}
        options={["drafted", "edited"]}
        none={sent.edit.all}
        say={(one) => sent.edit[one]}
      />
      <Choice
        name="state"
        label={sent.state.name}
        hidden
        value={address.state}
        options={FATES.toReversed()}
        none={sent.state.all}
        say={(one) => sent.state[one]}
      />
      <Period view={view} address={address} />
    </>
  );
}

/** The rules, and the one that is asked for even if nobody knows it any more. */
function rulesWith(rules: readonly string[], by: string | undefined): string[] {
  return [...new Set([...rules.map((name) => `rule:${name}`), ...(by?.startsWith("rule:") ? [by] : [])])];
}

function senderInWords({ say }: View, by: string, people: FilterProps["people"]): string {
  const { sent } = say.web;
  if (by === "rules" || by === "people") return sent.by[by];
  if (by.startsWith("rule:")) return sent.byRule(by.slice("rule:".length));
  return people.find(({ actor }) => actor === by)?.name ?? by;
}

function Period({ view, address }: Pick<FilterProps, "view" | "address">) {
  const { sent } = view.say.web;
  return (
    <>
      <label class="field">
        <span class="vh">{sent.period.name}</span>
        <select name="period">
          {PERIODS.map((one) => (
            <option value={one} selected={one === address.period}>
              {sent.period[one]}
            </option>
          ))}
        </select>
      </label>
      {address.period === "days" && <OwnDays say={view.say} days={address} />}
    </>
  );
}
