/** @jsxImportSource hono/jsx */
import { MoreRows } from "../more-rows.tsx";
import type { Child } from "hono/jsx";
import type { ProductDocument, ProductList } from "../../desk/products.ts";
import { PRODUCT_SORTS } from "../../desk/products.ts";
import { productTitle } from "../../desk/signal-words.ts";
import { PLATFORMS, type Platform } from "../../domain/platform.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { Find } from "../find.tsx";
import { BrandChoice, PlatformBoxes, type Brand } from "../choices.tsx";
import { Place } from "../inbox/row.tsx";
import type { View } from "../parts.ts";
import { decimal, number } from "../say.ts";
import { TakeOut } from "../take-out.tsx";
import { PERIODS, productAddress, productsAddressOf, type ProductsAddress } from "./address.ts";
import { Spark, Split, Trend } from "./pictures.tsx";

interface ListProps {
  view: View;
  /** What stands above the table. */
  children?: Child;
  address: ProductsAddress;
  found: ProductList;
  brands: readonly Brand[];
  /** The address of the next products; null when these are the last. */
  more: string | null;
}

/** The bar above the products: a GET form, so that it works without script and its result can be bookmarked. */
export function ProductFilters({ view, address, brands }: Pick<ListProps, "view" | "address" | "brands">) {
  const { filters, products } = view.say.web;
  return (
    <form id="filters" class="filters line" role="search" aria-label={filters.name} action="/products">
      <Find say={view.say} q={address.q} hint={products.hint} />
      <div id="facets" class="facets line" popover="auto">
        <PlatformBoxes say={view.say} chosen={address.mp} />
        <BrandChoice say={view.say} brands={brands} value={address.brand} />
        <Select name="days" label={products.period} value={address.days} options={PERIODS} say={products.periods} />
        <Select name="sort" label={products.sort} value={address.sort} options={PRODUCT_SORTS} say={products.sorts} />
        <button class="btn primary apply">{filters.show}</button>
        {view.has("exports") && (
          <TakeOut
            say={view.say}
            addressOf={(format) => productsAddressOf(address, { page: 1 }, `/export/products.${format}`)}
          />
        )}
      </div>
    </form>
  );
}

interface SelectProps<T extends string | number> {
  name: string;
  label: string;
  value: T;
  options: readonly T[];
  say: Record<T, string>;
}

function Select<T extends string | number>({ name, label, value, options, say }: SelectProps<T>) {
  return (
    <label class="field">
      <span class="vh">{label}</span>
      <select name={name}>
        {options.map((one) => (
          <option value={one} selected={one === value}>
            {say[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The products: how they are rated, what is complained of, what waits. */
export function ProductTable({ view, address, found, more, children }: ListProps) {
  const { products } = view.say.web;
  const isFiltered = address.q !== undefined || address.mp.length > 0 || address.brand !== undefined;
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{products.name}</h1>
        {found.total > 0 && <p class="dim">{products.lead(number(found.total), address.days)}</p>}
        <p>
          <a href="/products/week">{view.say.week.menu}</a>
        </p>
      </div>
      {children}
      {found.products.length === 0 ? (
        <div class="void">
          <p>{isFiltered ? products.noFit : products.empty}</p>
          {isFiltered && (
            <p class="line">
              <a class="btn" href="/products">
                {view.say.web.filters.reset}
              </a>
            </p>
          )}
        </div>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              {Object.entries(products.columns).map(([name, column]) => (
                <th scope="col" {...(name === "rating" || name === "waiting" ? { class: "num" } : {})}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.products.map((product) => (
              <Row view={view} product={product} />
            ))}
          </tbody>
        </table>
      )}
      <MoreRows
        to={more === null ? null : productsAddressOf(address, { page: address.page + 1 })}
        name={products.more}
      />
    </main>
  );
}

/** The product's name, or its SKU when the marketplace told none. */
export function titleOf(
  view: View,
  { name, shops }: { name: string | null; shops: readonly { sku: string }[] },
): string {
  return productTitle(name, shops[0]!.sku, view.say);
}

/** Where its waiting items are: in the inbox when it has one SKU, else on its own page, SKU by SKU. */
export function waitingAddress({ platform, sku }: { platform: Platform; sku: string }): string {
  return `/inbox?${new URLSearchParams({ mp: platform, q: sku }).toString()}`;
}

function Row({ view, product }: { view: View; product: ProductDocument }) {
  const { web } = view.say;
  const { products } = web;
  const { stars, shops, article } = product;
  const rated = stars.reduce((sum, n) => sum + n, 0);
  const low = rated === 0 ? 0 : Math.round((100 * (stars[0] + stars[1])) / rated);
  const platforms = PLATFORMS.filter((one) => shops.some(({ platform }) => platform === one));
  const waiting = shops.reduce((sum, shop) => sum + shop.waiting, 0);
  const page = productAddress(shops[0]!);
  return (
    <tr>
      <td>
        <a href={page}>{titleOf(view, product)}</a>
        <p class="dim">
          {platforms.map((platform) => (
            <>
              <Place web={web} item={{ platform }} />{" "}
            </>
          ))}
          {safeLine(article ?? shops[0]!.sku)}
        </p>
      </td>
      <td class="num" data-l={products.columns.rating}>
        <Rating view={view} product={product} />
      </td>
      <td data-l={products.columns.stars}>
        {rated > 0 && <Split view={view} stars={stars} />}
        <p class="dim">
          {number(product.reviews)} {products.reviews(product.reviews)}
          {rated > 0 && (
            <>
              , <span {...(low >= 20 ? { class: "bad" } : {})}>{products.low(low)}</span>
            </>
          )}
        </p>
      </td>
      <td data-l={products.columns.weeks}>
        <div class="r1">
          <Spark means={product.weeks} />
          <Trend view={view} trend={product.trend} />
        </div>
      </td>
      <td data-l={products.columns.complaints}>
        <Complaints view={view} product={product} />
      </td>
      <td class="num" data-l={products.columns.waiting}>
        {waiting === 0 ? "0" : <a href={shops.length === 1 ? waitingAddress(shops[0]!) : page}>{number(waiting)}</a>}
      </td>
    </tr>
  );
}

/** Its rating, and those of the marketplaces when it is sold at several. */
function Rating({ view, product: { rating, shops } }: { view: View; product: ProductDocument }) {
  const { products, short } = view.say.web;
  if (rating === null) return <span class="dim">{products.noStars}</span>;
  const rated = shops.filter((shop) => shop.rating !== null);
  return (
    <>
      <b {...(rating < 4 ? { class: "bad" } : {})}>{decimal(rating, view.say)}</b>
      {rated.length > 1 &&
        rated
          .slice(0, 3)
          .map((shop) => <p class="dim">{`${short[shop.platform]}\u00a0${decimal(shop.rating!, view.say)}`}</p>)}
    </>
  );
}

const MOST_TAGS = 3;
/** A smaller share of the items is hardly worth a word; one of this much stands out. */
const [LEAST_SHARE, MUCH] = [0.02, 0.15];

function Complaints({ view, product: { categories, items } }: { view: View; product: ProductDocument }) {
  const { say } = view;
  const shown = categories.filter(({ complaints }) => complaints / items >= LEAST_SHARE).slice(0, MOST_TAGS);
  if (shown.length === 0) return <p class="dim">{say.web.products.noComplaints}</p>;
  return (
    <p class="line">
      {shown.map(({ category, complaints }) => (
        <span class={complaints / items >= MUCH ? "tag bad" : "tag"}>
          {`${say.categories[category]} ${Math.round((100 * complaints) / items)}\u00a0%`}
        </span>
      ))}
    </p>
  );
}
