/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../desk/items-api.ts";
import { Alarm } from "./cells-said.tsx";
import { whole } from "./cut.ts";
import { Icon } from "./icons.tsx";
import { Place, Stars } from "./inbox/row.tsx";
import type { View } from "./parts.ts";
import { refOf } from "../domain/item-ref.ts";

/** One of the answers that are to be sent together. */
export interface Pair {
  item: ItemDocument;
  /** Why it was not sent, in the manager's language. */
  refused?: string | undefined;
}

export interface BulkProps {
  view: View;
  pairs: Pair[];
  /** Items whose cell does not answer, with what is said of it. */
  absent: ReadonlyMap<number, string>;
  message: string | null;
}

/**
 * Several answers, each whole beside the words that it answers. Only those ticked as read are sent, each in the version
 * that was on the page; one with a remark is sent from its own page only.
 */
export function Bulk({ view, pairs, absent, message }: BulkProps) {
  const { bulk } = view.say.web;
  return (
    <main id="main" class="page">
      <form class="bulk" method="post" action="/bulk" aria-labelledby="bulk-name">
        <button name="do" value="read" hidden></button>
        <header class="case-head">
          <div class="case-title">
            <h1 id="bulk-name">{bulk.name(pairs.length)}</h1>
            <p>{bulk.rule}</p>
          </div>
        </header>
        {message !== null && (
          <p class="alert warn" role="alert">
            <Icon name="alert" />
            <span>{message}</span>
          </p>
        )}
        {[...absent].map(([id, why]) => (
          <Alarm said={bulk.absent(refOf(id), why)} />
        ))}
        <ol class="bulk-rows">
          {pairs.map((pair) => (
            <One view={view} pair={pair} />
          ))}
        </ol>
        <p class="again line">
          <input
            name="instructions"
            aria-label={view.say.web.case.own}
            placeholder={view.say.web.case.ownHint}
            maxlength={500}
          />
          <button class="btn" name="do" value="rewrite">
            <Icon name="redo" />
            {bulk.rewrite(pairs.length)}
          </button>
        </p>
        <footer class="acts line">
          <button class="btn primary" name="do" value="send">
            {bulk.send}
          </button>
          <a class="btn" href="/inbox">
            {bulk.not}
          </a>
        </footer>
      </form>
    </main>
  );
}

function One({ view, pair: { item, refused } }: { view: View; pair: Pair }) {
  const { web } = view.say;
  const told = (label: string, text: string | null) => text && `${label}: ${text}`;
  const { pros, cons } = web.case;
  const words = [item.client_text, told(pros, item.pros), told(cons, item.cons)].filter(Boolean).join("\n");
  return (
    <li class="pair">
      <input type="hidden" name="shown" value={refOf(item.id)} />
      <div>
        <p class="r1">
          <Place web={web} item={item} /> <Stars web={web} item={item} />{" "}
          <b class="r-name">{item.product_name ?? web.noProduct}</b>
        </p>
        <p class={words === "" ? "dim" : "pre"}>{words === "" ? web.onlyStars : whole(words)}</p>
      </div>
      <div>
        <p class="pre">{item.answer?.text ?? web.state.noDraft}</p>
        {refused !== undefined && (
          <p class="st bad">
            <Icon name="alert" />
            {refused}
          </p>
        )}
        <Choice view={view} item={item} />
      </div>
    </li>
  );
}

function Choice({ view, item }: { view: View; item: ItemDocument }) {
  const { bulk } = view.say.web;
  const { answer } = item;
  const link = `/inbox/${refOf(item.id)}`;
  const remark = answer?.problems[0]?.message;
  const canSend =
    answer !== null && remark === undefined && (item.status === "pending_review" || item.status === "escalated");
  if (!canSend) {
    return (
      <p class="line">
        <span class="st warn">
          <Icon name="alert" />
          {remark === undefined ? "" : `${remark} `}
          {bulk.onlyOpen}
        </span>{" "}
        <a href={link}>{bulk.open}</a>
      </p>
    );
  }
  return (
    <p class="line">
      <input type="hidden" name="id" value={refOf(item.id)} />
      <input type="hidden" name={`version-${refOf(item.id)}`} value={answer.version} />
      <label class="tick">
        <input type="checkbox" name="read" value={refOf(item.id)} />
        {bulk.read}
      </label>{" "}
      <a href={link}>{bulk.edit}</a>
    </p>
  );
}
