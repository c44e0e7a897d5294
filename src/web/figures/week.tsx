/** @jsxImportSource hono/jsx */
import { WEEKDAYS } from "../../domain/calendar.ts";
import { number } from "../say.ts";
import type { FiguresProps } from "./tables.tsx";

const HOURS = [0, 6, 12, 18];

/** When buyers write: the hours of the week, drawn by the server, the darker the more. Its name says the days in words. */
export function Week({ view, figures: { week } }: Pick<FiguresProps, "view" | "figures">) {
  const { week: say } = view.say.web.figures;
  const most = Math.max(...week.flat());
  if (most === 0) return <p class="dim">{say.nothing}</p>;
  const nameOf = (day: number): string => say.days[WEEKDAYS[day]!];
  const busiest = week.flat().indexOf(most);
  const sums = week.map((hours, day) => `${nameOf(day)} ${number(hours.reduce((sum, n) => sum + n, 0))}`);
  return (
    <>
      <p class="dim">{say.busiest(nameOf(Math.floor(busiest / 24)), String(busiest % 24), number(most))}</p>
      <div class="plot heat" role="img" aria-label={say.byDay(sums.join(", "))}>
        <ol class="y" aria-hidden="true">
          {WEEKDAYS.map((day) => (
            <li>{say.days[day]}</li>
          ))}
        </ol>
        <svg viewBox="0 0 24 7" preserveAspectRatio="none" aria-hidden="true">
          {week.flatMap((hours, day) =>
            hours.map((n, hour) => (
              <rect x={hour} y={day} width="0.94" height="0.9" fill-opacity={(0.06 + (0.94 * n) / most).toFixed(2)}>
                <title>{`${nameOf(day)} ${hour}:00, ${number(n)}`}</title>
              </rect>
            )),
          )}
        </svg>
        <ol class="x" aria-hidden="true">
          {HOURS.map((hour) => (
            <li>{`${hour}:00`}</li>
          ))}
        </ol>
      </div>
    </>
  );
}
