/** @jsxImportSource hono/jsx */
import { retoldInWords, type BrandWeek } from "../../desk/week.ts";
import { absentIn } from "../../desk/product-source.ts";
import { Missing } from "../cells-away.tsx";
import type { View } from "../parts.ts";

/** The last whole week of each of the person's brands in sentences. */
export function Weeks({ view, weeks }: { view: View; weeks: readonly BrandWeek[] }) {
  const { week, web } = view.say;
  const told = weeks.filter(({ text }) => text !== null);
  return (
    <main id="main" class="page narrow stack">
      <div class="page-head">
        <p>
          <a href="/products">{web.products.back}</a>
        </p>
        <h1>{week.menu}</h1>
        <p class="dim">
          {week.aside} {view.has("alerts") && <a href="/alerts">{web.alertsPage.menu}</a>}
        </p>
      </div>
      <Missing view={view} {...absentIn(...weeks.map(({ absent = {} }) => absent))} />
      {told.length === 0 && (
        <div class="void">
          <p>{week.nothing}</p>
        </div>
      )}
      {told.map((one) => (
        <Week view={view} week={one} />
      ))}
    </main>
  );
}

/** An empty line begins a part, whose first line is its heading. */
function Week({ view, week: { text, retold } }: { view: View; week: BrandWeek }) {
  const [[title, ...lines] = [], ...parts] = (text ?? "").split("\n\n").map((part) => part.split("\n"));
  return (
    <section class="panel">
      <h2>{title}</h2>
      {lines.map((line) => (
        <p>{line}</p>
      ))}
      {retold && <p class="dim">{retoldInWords(retold, view.say, view.timezone)}</p>}
      {parts.map(([heading, ...products]) => (
        <>
          <h3>{heading}</h3>
          {products.map((line) => (
            <p>{line}</p>
          ))}
        </>
      ))}
    </section>
  );
}
