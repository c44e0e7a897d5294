/** @jsxImportSource hono/jsx */
import type { BrandWeek } from "../../desk/week.ts";
import type { View } from "../parts.ts";

/** The last whole week of each of the person's brands in sentences. */
export function Weeks({ view, weeks }: { view: View; weeks: readonly BrandWeek[] }) {
  const { week, web } = view.say;
  const told = weeks.flatMap(({ text }) => (text === null ? [] : [text.split("\n")]));
  return (
    <main id="main" class="page narrow stack">
      <div class="page-head">
        <p>
          <a href="/products">{web.products.back}</a>
        </p>
        <h1>{week.menu}</h1>
        <p class="dim">
          {week.aside} <a href="/alerts">{web.alertsPage.menu}</a>
        </p>
      </div>
      {told.length === 0 && (
        <div class="void">
          <p>{week.nothing}</p>
        </div>
      )}
      {told.map(([title, ...lines]) => (
        <section class="panel">
          <h2>{title}</h2>
          {lines.map((line) => line !== "" && <p>{line}</p>)}
        </section>
      ))}
    </main>
  );
}
