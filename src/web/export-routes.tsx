/** @jsxImportSource hono/jsx */
/** The lists as files: what is shown is what is taken out, with the filters that stand in the address. */
import { Hono } from "hono";
import { MOST_SHEET_ROWS } from "../base/files/xlsx-write.ts";
import type { ListToExport } from "../desk/export/exports-api.ts";
import type { ExportFormat } from "../desk/export/file.ts";
import { dayOf } from "../domain/calendar.ts";
import { addressOf, chosen, queryOf, readAddress } from "./address.ts";
import { askingOf } from "./asking.ts";
import { figuresAddressOf, readFiguresAddress } from "./figures/address.ts";
import type { View, PartsOf } from "./parts.ts";
import { productsAddressOf, readProductsAddress } from "./products/address.ts";
import { number } from "./say.ts";
import { chosenSent, readSentAddress, sentAddressOf, sentQueryOf } from "./sent/address.ts";
import { Gate } from "./shell.tsx";
import { viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

const MIME: Record<ExportFormat, string> = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  jsonl: "application/x-ndjson; charset=utf-8",
};

export function exportRoutes(parts: PartsOf<"exports">): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.post("/export/:file{(?:inbox|sent|products|figures)\\.(?:xlsx|csv|jsonl)}", async (c) => {
    const [list, format] = c.req.param("file").split(".") as [keyof typeof ASKED, ExportFormat];
    const view = await viewOf(parts, c);
    const asking = askingOf(view.person);
    const asked = ASKED[list](c.req.queries(), view);
    const file = await parts.exports.file(asked.list, { format, filters: asked.filters }, asking);
    if (!file) {
      const { exports, web } = view.say;
      return c.html(
        <Gate web={web} title={exports.name}>
          <p>{exports.tooMany(number(MOST_SHEET_ROWS))}</p>
          <p class="line">
            <a class="btn primary" href={asked.back}>
              {web.case.back}
            </a>
          </p>
        </Gate>,
        422,
      );
    }
    const day = dayOf(view.now, view.timezone);
    return new Response(ReadableStream.from(file), {
      headers: {
        "content-type": MIME[format],
        "content-disposition": `attachment; filename="reputation-${list}-${day}.${format}"`,
      },
    });
  });
  return app;
}

/** What is asked for: the desk's query, its filters in words for the audit log, and the page with the list. */
function inboxAsked(queries: Queries, { now, timezone }: View): Asked {
  const address = { ...readAddress(queries), after: undefined };
  const { tab, sort } = address;
  const query = queryOf(address, dayOf(now, timezone));
  return {
    list: { of: "items", query: { tab, sort, ...query } },
    filters: { tab, since: query.from, until: query.to, ...inWords(address, chosen(address)) },
    back: addressOf(address),
  };
}

function sentAsked(queries: Queries, view: View): Asked {
  const address = { ...readSentAddress(queries), after: undefined };
  const { after: _, ...query } = sentQueryOf(address, view);
  const { from: since, to: until } = query;
  return {
    list: { of: "sent", query },
    filters: { since, until, ...inWords(address, chosenSent(address)) },
    back: sentAddressOf(address),
  };
}

function productsAsked(queries: Queries): Asked {
  const address = { ...readProductsAddress(queries), page: 1 };
  const { mp, days, sort, brand, q } = address;
  return {
    list: { of: "products", query: { days, sort, brand, q, platform: mp.length === 0 ? undefined : mp } },
    filters: { days: String(days), mp: mp.join(",") || undefined, brand, q },
    back: productsAddressOf(address),
  };
}

function figuresAsked(queries: Queries): Asked {
  const address = readFiguresAddress(
    Object.fromEntries(Object.entries(queries).map(([name, [value = ""]]) => [name, value])),
  );
  const { days, brand } = address;
  return {
    list: { of: "figures", query: address },
    filters: { days: String(days), brand },
    back: figuresAddressOf(address),
  };
}

type Queries = Record<string, string[]>;

const ASKED = { inbox: inboxAsked, sent: sentAsked, products: productsAsked, figures: figuresAsked };

interface Asked {
  list: ListToExport;
  filters: Record<string, string | undefined>;
  back: string;
}

function inWords<T extends object>(address: T, set: readonly { name: keyof T & string }[]): Record<string, string> {
  return Object.fromEntries(set.map(({ name }) => [name, [address[name]].flat().join(",")]));
}
