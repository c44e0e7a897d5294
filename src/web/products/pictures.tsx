/** @jsxImportSource hono/jsx */
import type { Ratings } from "../../store/views/product-ratings.ts";
import type { View } from "../parts.ts";
import { decimal } from "../say.ts";

/** The shares of five stars to one in a bar, drawn by the server; its name says the same in words. */
export function Split({ view, stars }: { view: View; stars: Ratings }) {
  const { products } = view.say.web;
  const total = stars.reduce((sum, n) => sum + n, 0);
  const parts = [5, 4, 3, 2, 1].map((n) => ({ stars: n, share: (100 * (stars[n - 1] ?? 0)) / total }));
  let at = 0;
  return (
    <svg
      class="split"
      role="img"
      aria-label={parts.map((part) => products.share(part.stars, Math.round(part.share))).join(", ")}
    >
      {parts.map((part) => {
        const x = at;
        at += part.share;
        return <rect class={`k${part.stars}`} x={percent(x)} width={percent(part.share)} height="100%" />;
      })}
    </svg>
  );
}

function percent(n: number): string {
  return `${n.toFixed(2)}%`;
}

const WIDTH = 88;
const HEIGHT = 24;
const EDGE = 2;

/** A line of means from 1 at the bottom to 5 at the top; where nobody rated, it goes straight on. */
function pointsOf(means: readonly (number | null)[], width: number, height: number, edge: number): [number, number][] {
  const step = (width - 2 * edge) / Math.max(1, means.length - 1);
  return means.flatMap((mean, at) => {
    return mean === null ? [] : [[edge + at * step, height - edge - ((mean - 1) / 4) * (height - 2 * edge)] as const];
  }) as [number, number][];
}

const written = (points: readonly [number, number][]): string =>
  points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

/** The line of the weeks. It says nothing by itself: the change stands beside it in words. */
export function Spark({ means }: { means: readonly (number | null)[] }) {
  const points = pointsOf(means, WIDTH, HEIGHT, EDGE);
  const last = points.at(-1);
  return (
    <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={written(points)} />
      {last && <circle cx={last[0].toFixed(1)} cy={last[1].toFixed(1)} r="2" />}
    </svg>
  );
}

/** The line of the last 90 days between 1 and 5. */
export function Line({ view, means }: { view: View; means: readonly (number | null)[] }) {
  const { products } = view.say.web;
  const points = pointsOf(means, 90, 40, 0);
  return (
    <div class="plot" role="img" aria-label={products.line}>
      <ol class="y">
        <li>{decimal(5, view.say)}</li>
        <li>{decimal(3, view.say)}</li>
        <li>{decimal(1, view.say)}</li>
      </ol>
      <svg viewBox="0 0 90 40" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 0H90M0 20H90M0 40H90" />
        <polyline class="c-line" points={written(points)} />
      </svg>
      <ol class="x">
        <li>{products.lineFrom}</li>
        <li>{products.lineTo}</li>
      </ol>
    </div>
  );
}

/** How far the rating fell or rose: `−0,4`. */
export function Trend({ view, trend }: { view: View; trend: number | null }) {
  if (trend === null) return null;
  const { products } = view.say.web;
  const rounded = Math.round(trend * 10) / 10;
  if (rounded === 0) return <span class="dim">{products.unchanged}</span>;
  const tone = rounded <= -0.3 ? "bad" : rounded < 0.2 ? "dim" : "ok";
  return <span class={tone}>{`${rounded < 0 ? "−" : "+"}${decimal(Math.abs(rounded), view.say)}`}</span>;
}
