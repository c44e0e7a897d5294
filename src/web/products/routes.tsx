/** @jsxImportSource hono/jsx */
import { Hono } from "hono";
import { Missing } from "../cells-away.tsx";
import { brandsOf } from "../list-routes.tsx";
import type { PartsOf } from "../parts.ts";
import { Page } from "../shell.tsx";
import { viewOf } from "../view.ts";
import type { WebEnv } from "../web-env.ts";
import { productsAddressOf, readProductKey, readProductsAddress } from "./address.ts";
import { ProductFilters, ProductTable, titleOf } from "./list.tsx";
import { OneProduct } from "./one.tsx";
import { Signals } from "./signals.tsx";
import { Weeks } from "./week.tsx";

const ROWS = 25;
const DAYS = 90;
/** More would be a list that nobody reads; the rest stands on the products' own pages. */
const MOST_SIGNALS = 5;

/** Which products limp, and each of them. Whose brand it is decides who sees it. */
export function productRoutes(parts: PartsOf<"products">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/products", async (c) => {
    const view = await viewOf(parts, c);
    const address = readProductsAddress(c.req.queries());
    const { mp, brand, days, sort, q, page } = address;
    const platform = mp.length === 0 ? undefined : mp;
    const query = { platform, brand, days, sort, q, skip: (page - 1) * ROWS, limit: ROWS };
    const [found, signals] = await Promise.all([
      parts.products.list(query, view.person.brands),
      page === 1 ? parts.products.signals(view.person.brands, MOST_SIGNALS) : [],
    ]);
    const more = found.total > page * ROWS ? productsAddressOf(address, { page: page + 1 }) : null;
    const brands = brandsOf(parts, view);
    return c.html(
      <Page view={view} title={view.say.web.products.menu} section="products">
        <ProductFilters view={view} address={address} brands={brands} />
        <ProductTable view={view} address={address} found={found} brands={brands} more={more}>
          <Missing view={view} away={found.away} lacking={found.lacking} partly={found.partly} />
          <Signals view={view} signals={signals} />
        </ProductTable>
      </Page>,
    );
  });
  app.get("/products/week", async (c) => {
    const view = await viewOf(parts, c);
    const weeks = await parts.weeks.of(view.person.brands);
    return c.html(
      <Page view={view} title={view.say.week.menu} section="products">
        <Weeks view={view} weeks={weeks} />
      </Page>,
    );
  });
  app.get("/products/one", async (c) => {
    const key = readProductKey(c.req.query());
    const product = key && (await parts.products.one(key, DAYS, c.get("person").brands));
    if (!product) return c.notFound();
    const view = await viewOf(parts, c);
    return c.html(
      <Page view={view} title={titleOf(view, product)} section="products">
        <OneProduct view={view} product={product} />
      </Page>,
    );
  });
  return app;
}
