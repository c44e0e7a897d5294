/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../desk/items-api.ts";
import { cut } from "./cut.ts";
import { Icon } from "./icons.tsx";
import { Place, Stars, stateOf, StateLine } from "./inbox/row.tsx";
import { nameOf, type Names } from "./names.ts";
import type { View } from "./parts.ts";
import { when } from "./say.ts";

interface SentProps {
  view: View;
  items: ItemDocument[];
  names: Names;
  /** The address of the next rows; null when these are the last. */
  more: string | null;
  /** The rule on whose word all of it went out within a week; undefined for what everybody sent. */
  rule?: string | undefined;
}

/** What went out: when, to whose words, by which person or rule, and what became of it at the marketplace. */
export function Sent({ view, items, names, more, rule }: SentProps) {
  const { sent, list, filters } = view.say.web;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{sent.name}</h1>
        {rule !== undefined && (
          <p class="found line">
            <a class="chip" href="/sent" aria-label={filters.remove(filters.rule(rule))}>
              {filters.rule(rule)} <Icon name="x" />
            </a>
          </p>
        )}
      </div>
      {items.length === 0 ? (
        <div class="void">
          <p>{sent.empty}</p>
        </div>
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
            {items.map((item) => (
              <One view={view} item={item} names={names} />
            ))}
          </tbody>
        </table>
      )}
      {more !== null && (
        <p class="more-rows">
          <a class="btn" href={more}>
            {list.more}
          </a>
        </p>
      )}
    </main>
  );
}

function One({ view, item, names }: { view: View; item: ItemDocument; names: Names }) {
  const { web } = view.say;
  const { columns } = web.sent;
  const at = item.published_at ?? item.updated_at;
  return (
    <tr>
      <td data-l={columns.when}>
        <time datetime={at}>{when(Date.parse(at), view.now, view.timezone)}</time>
      </td>
      <td data-l={columns.item}>
        <p class="r1">
          <Place web={web} item={item} /> <Stars web={web} item={item} />{" "}
          <a class="r-name" href={`/inbox/${item.id}`}>
            {cut(item.product_name ?? web.noProduct)}
          </a>
        </p>
        <p class={item.client_text === "" ? "dim" : "cut"}>
          {item.client_text === "" ? web.onlyStars : cut(item.client_text)}
        </p>
      </td>
      <td data-l={columns.answer}>
        <p class="cut">{cut(item.answer?.text ?? "")}</p>
      </td>
      <td data-l={columns.who}>
        {whoSent(view, item, names)}
        <br />
        <span class="dim">{(item.answer?.final_text ?? null) === null ? web.sent.asDrafted : web.case.edited}</span>
      </td>
      <td data-l={columns.state}>
        <p>
          <StateLine state={stateOf(item, view.say)} />
        </p>
      </td>
    </tr>
  );
}

function whoSent({ say }: View, { answer }: ItemDocument, names: Names): string {
  const by = answer?.approved_by ?? "";
  return by.startsWith("rule:") ? say.web.sent.byRule(by.slice("rule:".length)) : nameOf(say, names, by);
}
