/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { z } from "zod";
import { attentionsIn } from "../../desk/attentions.ts";
import type { ItemDocument } from "../../desk/items-api.ts";
import type { Ratings } from "../../store/views/product-ratings.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import type { View } from "../parts.ts";
import { actionInWords, decimal, when } from "../say.ts";
import { refOf } from "../../domain/item-ref.ts";

/** One line of an item's history. */
export interface HistoryLine {
  /** ISO-8601. */
  at: string;
  /** Who did it, in words. */
  by: string;
  action: string;
  /** JSON with what was decided; null when there is nothing to tell. */
  after: string | null;
}

interface SideProps {
  view: View;
  item: ItemDocument;
  history: HistoryLine[];
  /** Of the product, when it is known and somebody has rated it. */
  ratings: Ratings | undefined;
  /** What stands above the history. */
  children?: Child;
}

/** What is known around the item: the product, what the analysis found, what was done. */
export function Side({ view, item, history, ratings, children }: SideProps) {
  const { web } = view.say;
  return (
    <aside class="case-side" aria-label={web.case.aside}>
      <section class="box">
        <h2>{web.case.productName}</h2>
        <p>{item.product_name ?? web.noProduct}</p>
        {item.sku !== null && (
          <p class="dim">
            {web.case.sku} {item.sku}
          </p>
        )}
        <p class="dim">{web.platforms[item.platform]}</p>
        {ratings && <ProductStars view={view} ratings={ratings} />}
      </section>
      <section class="box">
        <h2>{web.case.findings}</h2>
        <Findings view={view} item={item} />
      </section>
      {children}
      <section class="box">
        <h2>{web.case.history(refOf(item.id))}</h2>
        <ol class="log">
          {history.toReversed().map((line) => (
            <li>
              <time datetime={line.at}>{when(Date.parse(line.at), view.now, view.timezone)}</time>{" "}
              {whyOf(line) ?? sayAction(view, line)}
            </li>
          ))}
        </ol>
      </section>
    </aside>
  );
}

/** How many of the product's reviews have how many stars, and their mean. */
function ProductStars({ view, ratings }: { view: View; ratings: Ratings }) {
  const { case: words } = view.say.web;
  const total = ratings.reduce((sum, n) => sum + n, 0);
  const mean = ratings.reduce((sum, n, at) => sum + n * (at + 1), 0) / total;
  const share = (n: number): number => Math.round((100 * n) / total);
  return (
    <>
      <p>
        <b>{decimal(mean, view.say)}</b>{" "}
        <span class="stars" aria-hidden="true">
          ★
        </span>{" "}
        <span class="dim">{words.ratings(total)}</span>
      </p>
      <table class="dist">
        <caption class="vh">{words.ratingsOf}</caption>
        <tbody>
          {[5, 4, 3, 2, 1].map((stars) => {
            const part = share(ratings[stars - 1] ?? 0);
            return (
              <tr>
                <th scope="row">{stars}★</th>
                <td>
                  <svg class={stars <= 2 ? "bar bad" : "bar"} aria-hidden="true">
                    <rect width={`${part}%`} height="100%" />
                  </svg>
                </td>
                <td class="num">{`${part}\u00a0%`}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Findings({ view, item: { ai_analysis: analysis, reason, status } }: { view: View; item: ItemDocument }) {
  const { web, categories, sentiments } = view.say;
  return (
    <>
      {analysis === null ? (
        <p class="dim">{web.case.notFound}</p>
      ) : (
        <>
          <p>
            {sentiments[analysis.sentiment]}, {categories[analysis.category]}
          </p>
          <p class="line">
            {attentionsIn(analysis, web).map(({ text, isSure }) => (
              <span class={isSure ? "tag bad" : "tag warn"}>{text}</span>
            ))}
            {analysis.tags.map((tag) => (
              <span class="tag">{tag}</span>
            ))}
          </p>
        </>
      )}
      {/* Of what is handed on the card says it above the buyer's words. */}
      {reason !== null && status !== "escalated" && <p class="dim">{reason}</p>}
    </>
  );
}

const reasonForm = z.object({ why: z.string() });

/** Why a rule left the answer to a person; it names the rule, and quotes the buyer. */
function whyOf({ action, after }: HistoryLine): string | undefined {
  if (action !== "wait" || after === null) return undefined;
  const { data } = reasonForm.safeParse(JSON.parse(after));
  return data && safeLine(data.why);
}

/** `Марина: одобрено`, `правило «5★»: оставлено человеку`. */
function sayAction({ say }: View, { by, action }: HistoryLine): string {
  return `${by}: ${actionInWords(say, action)}`;
}
