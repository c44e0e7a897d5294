/** @jsxImportSource hono/jsx */
import { Hono, type Context } from "hono";
import { may } from "../domain/access.ts";
import type { ItemDocument } from "../desk/items-api.ts";
import { textsOf } from "../texts/texts.ts";
import { viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";
import { Bulk, type BulkProps, type Pair } from "./bulk.tsx";
import { isAway } from "./cells-away.tsx";
import { canSendAlong, createDecide } from "./decide.ts";
import { fieldsOf } from "./form.ts";
import type { View, WebParts } from "./parts.ts";
import { Page } from "./shell.tsx";
import { readRef, refOf } from "../domain/item-ref.ts";

/** As many as a person can read in one go. */
const MOST = 50;
const LONGEST_WISH = 500;

/** Several answers at once: each is shown whole, and only what was read is sent. */
export function bulkRoutes(parts: WebParts): Hono<WebEnv> {
  const decide = createDecide(parts.items, textsOf(parts.config.locale));
  const app = new Hono<WebEnv>();
  app.use("/bulk", async (c, next) => (may(c.get("person"), "decide") ? next() : c.text("forbidden", 403)));

  app.get("/bulk", async (c) => {
    const view = await viewOf(parts, c);
    const { items, absent } = await itemsOf(parts, view, idsIn(new URL(c.req.url).searchParams, "id"));
    if (items.length === 0 && absent.size === 0) return c.redirect("/inbox", 303);
    const pairs = items.map((item) => ({ item }));
    return c.html(pageOf(view, { pairs, absent, message: null }));
  });
  app.post("/bulk", async (c) => {
    const fields = await fieldsOf(c);
    const view = await viewOf(parts, c);
    if (fields.get("do") === "rewrite") return rewrite({ parts, decide }, c, view, fields);
    const { bulk } = view.say.web;
    const read = fields.get("do") === "send" ? idsIn(fields, "read") : [];
    const found = await itemsOf(parts, view, read);
    const refused = new Map(found.absent);
    for (const item of found.items) {
      const version = Number(fields.get(`version-${refOf(item.id)}`));
      const why = version ? await approve(view, item, version) : view.say.web.case.changed;
      if (why !== undefined) refused.set(item.id, why);
    }
    if (read.length > 0 && refused.size === 0) return c.redirect("/inbox", 303);
    const { items, absent } = await itemsOf(parts, view, idsIn(fields, "id"));
    const pairs = items.map((item) => ({ item, refused: refused.get(item.id) }));
    // What was found out about the decision says more than that the item cannot be read now.
    for (const id of absent.keys()) absent.set(id, refused.get(id) ?? absent.get(id)!);
    const message = read.length === 0 ? bulk.none : bulk.refused(refused.size);
    return c.html(pageOf(view, { pairs, absent, message }), 409);
  });

  /** @returns why it was not approved: also remarks that came after the page was drawn, so that nothing is left out silently */
  async function approve({ person, say }: View, item: ItemDocument, version: number): Promise<string | undefined> {
    if (!canSendAlong(item)) return item.answer?.version === version ? say.web.bulk.remarks : say.web.case.changed;
    const outcome = await decide.simple(person, item.id, { action: "approve", version });
    return "trouble" in outcome ? outcome.trouble.message : undefined;
  }
  return app;
}

interface Rewriting {
  parts: WebParts;
  decide: ReturnType<typeof createDecide>;
}

/** Has all that are shown drafted again; those that cannot be are shown again with the reason. Nothing is sent. */
async function rewrite(
  { parts, decide }: Rewriting,
  c: Context<WebEnv>,
  view: View,
  fields: URLSearchParams,
): Promise<Response> {
  const { bulk } = view.say.web;
  const instructions = (fields.get("instructions") ?? "").trim().slice(0, LONGEST_WISH);
  const { items, absent } = await itemsOf(parts, view, idsIn(fields, "shown"));
  if (items.length === 0 && absent.size === 0) return c.redirect("/inbox", 303);
  if (instructions === "") {
    const unasked = items.map((item) => ({ item }));
    return c.html(pageOf(view, { pairs: unasked, absent, message: bulk.noWish }), 409);
  }
  const pairs: Pair[] = [];
  for (const item of items) {
    const outcome = await decide.simple(view.person, item.id, { action: "regenerate", instructions });
    if ("trouble" in outcome) pairs.push({ item, refused: outcome.trouble.message });
  }
  if (pairs.length === 0 && absent.size === 0) return c.redirect("/inbox", 303);
  return c.html(pageOf(view, { pairs, absent, message: bulk.notRewritten(pairs.length + absent.size) }), 409);
}

function pageOf(view: View, shown: Omit<BulkProps, "view">) {
  return (
    <Page view={view} title={view.say.web.bulk.name(shown.pairs.length)} section="inbox">
      <Bulk view={view} {...shown} />
    </Page>
  );
}

function idsIn(fields: URLSearchParams, name: string): number[] {
  const ids = fields.getAll(name).flatMap((ref) => readRef(ref) ?? []);
  return [...new Set(ids)].slice(0, MOST);
}

interface Found {
  items: ItemDocument[];
  /** Those whose cell does not answer, with what is said of it. */
  absent: Map<number, string>;
}

/** Items of other brands are left out, as if there were none. */
async function itemsOf({ items }: WebParts, { person }: View, ids: readonly number[]): Promise<Found> {
  const found = await Promise.all(ids.map(async (id) => ({ id, item: await items.get(id, person.brands) })));
  const absent = found.flatMap(({ id, item }): [number, string][] =>
    "refused" in item && isAway(item.refused) ? [[id, item.refused.message]] : [],
  );
  return { items: found.flatMap(({ item }) => ("refused" in item ? [] : [item])), absent: new Map(absent) };
}
