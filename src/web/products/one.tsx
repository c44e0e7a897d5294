/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { MINUTE_MS } from "../../base/clock.ts";
import type { ItemDocument } from "../../desk/documents.ts";
import type { ProductPage } from "../../desk/products.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { Missing } from "../cells-away.tsx";
import { cut } from "../cut.ts";
import { Place, Stars, stateOf } from "../inbox/row.tsx";
import type { View } from "../parts.ts";
import { decimal, number, span, when } from "../say.ts";
import { titleOf, waitingAddress } from "./list.tsx";
import { Line, Split, Trend } from "./pictures.tsx";
import { refOf } from "../../domain/item-ref.ts";

interface OneProps {
  view: View;
  product: ProductPage;
}

/** One product: its line, what is complained of, where it is sold, and what buyers wrote last. */
export function OneProduct({ view, product }: OneProps) {
  const { products } = view.say.web;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <p>
          <a href="/products">{products.back}</a>
        </p>
        <h1>{titleOf(view, product)}</h1>
        {product.article !== null && <p class="dim">{safeLine(product.article)}</p>}
      </div>
      <Missing view={view} away={product.away} lacking={product.lacking} partly={product.partly} />
      <div class="grid">
        <Facts view={view} product={product} />
        <section class="panel">
          <h2>{products.line}</h2>
          <Line view={view} means={product.line} />
          <p>
            <Trend view={view} trend={product.trend} />
          </p>
        </section>
        <Complaints view={view} product={product} />
        <Shops view={view} product={product} />
        <section class="panel wide">
          <h2>{products.newest}</h2>
          <ul class="stack tight">
            {product.newest.map((item) => (
              <Newest view={view} item={item} />
            ))}
          </ul>
        </section>
      </div>
    </main>
  );
}

const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;

function Facts({ view, product }: OneProps) {
  const { products } = view.say.web;
  const { factNames: names } = products;
  const { rating, answer_min: minutes } = product;
  return (
    <section class="panel">
      <h2>{products.facts}</h2>
      <p>
        <b class="fig">{rating === null ? products.noStars : decimal(rating, view.say)}</b>{" "}
        <span class="dim">
          {number(product.reviews)} {products.reviews(product.reviews)}
        </span>
      </p>
      {rating !== null && <Split view={view} stars={product.stars} />}
      <dl class="facts">
        <Fact name={names.items}>{number(product.items)}</Fact>
        <Fact name={names.complaints}>{`${number(product.complaints)} (${percent(product.complaint_share)})`}</Fact>
        <Fact name={names.answered}>{percent(product.answered_share)}</Fact>
        {minutes !== null && <Fact name={names.answer}>{span(minutes * MINUTE_MS, view.say)}</Fact>}
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children?: Child }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Complaints({ view, product: { categories, items, words, read } }: OneProps) {
  const { say } = view;
  const { products } = say.web;
  return (
    <section class="panel">
      <h2>{products.categories}</h2>
      {categories.length === 0 ? (
        <p class="dim">{products.noComplaints}</p>
      ) : (
        <p class="line">
          {categories.map(({ category, complaints }) => (
            <span class="tag">{`${say.categories[category]} ${percent(complaints / items)}`}</span>
          ))}
        </p>
      )}
      {words.length > 0 && (
        <>
          <h2>{products.words}</h2>
          <p class="dim">{products.wordsOf(read)}</p>
          <p class="line">
            {words.map(({ word, texts }) => (
              <span class="tag">{`${safeLine(word)}, ${products.times(texts)}`}</span>
            ))}
          </p>
        </>
      )}
    </section>
  );
}

function Shops({ view, product: { shops } }: OneProps) {
  const { products } = view.say.web;
  const { shopColumns: columns } = products;
  return (
    <section class="panel">
      <h2>{products.shops}</h2>
      <table class="table fold">
        <thead>
          <tr>
            {Object.entries(columns).map(([name, column]) => (
              <th scope="col" {...(name === "place" || name === "sku" ? {} : { class: "num" })}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shops.map((shop) => (
            <tr>
              <td>
                <Place web={view.say.web} item={shop} />
              </td>
              <td data-l={columns.sku}>{safeLine(shop.sku)}</td>
              <td class="num" data-l={columns.rating}>
                {shop.rating === null ? products.noStars : decimal(shop.rating, view.say)}
              </td>
              <td class="num" data-l={columns.reviews}>
                {number(shop.reviews)}
              </td>
              <td class="num" data-l={columns.waiting}>
                {shop.waiting === 0 ? "0" : <a href={waitingAddress(shop)}>{number(shop.waiting)}</a>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Newest({ view, item }: { view: View; item: ItemDocument }) {
  const { web, words } = view.say;
  const text = [item.client_text, item.pros, item.cons].filter(Boolean).join(" ").trim();
  const { tone, text: state } = stateOf(item, view.say);
  return (
    <li>
      <p class="line">
        <Place web={web} item={item} /> <Stars web={web} item={item} />{" "}
        <time class="dim" datetime={item.created_at}>
          {when(Date.parse(item.created_at), view.now, view.timezone)}
        </time>{" "}
        <span class={tone}>{state}</span>
      </p>
      <p>
        <a href={`/inbox/${refOf(item.id)}?tab=all`}>{text === "" ? words.onlyStars : safeLine(cut(text))}</a>
      </p>
    </li>
  );
}
