/** @jsxImportSource hono/jsx */
import type { Config } from "../../config/schema.ts";
import type { Goals } from "../../domain/goal.ts";
import { isAnswerOpen } from "../../domain/item.ts";
import type { ItemDocument, VariantDocument } from "../../desk/items-api.ts";
import type { Ratings } from "../../store/views/product-ratings.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { Icon } from "../icons.tsx";
import type { Looker } from "../live/lookers.ts";
import type { View } from "../parts.ts";
import { when } from "../say.ts";
import { Age, Place, Stars, stateOf, StateLine } from "../inbox/row.tsx";
import { UndoOverCard, type Leaving } from "../inbox/undo.tsx";
import { Dialogs, type Senior } from "./dialogs.tsx";
import { canWrite, Editor } from "./editor.tsx";
import { Here } from "./here.tsx";
import { Notes, type NoteLine } from "./notes.tsx";
import { SavedReplies } from "./saved-replies.tsx";
import { Variants } from "./variants.tsx";
import { Side, type HistoryLine } from "./side.tsx";
import { Words } from "./words.tsx";
import { refOf } from "../../domain/item-ref.ts";

/** What a decision on this page has led to, when it was not what was meant. */
export interface Trouble {
  /** In the manager's language. */
  message: string;
  /** The text that the person had written, so that nothing is lost. */
  typed?: string | undefined;
  /** What stands there now, when somebody else has changed it. */
  theirs?: string | undefined;
  /** The note that the person had written; it stands in its own field. */
  note?: string | undefined;
  /** The text has remarks, and sending it once more means that they were read. */
  asksToConfirm?: boolean;
}

export interface CardProps {
  view: View;
  item: ItemDocument;
  history: HistoryLine[];
  /** Of the product, when it is known and somebody has rated it. */
  ratings: Ratings | undefined;
  notes: NoteLine[];
  /** Drafts to choose from. */
  variants: readonly VariantDocument[];
  goals: Goals;
  brand: Pick<Config["brands"][number], "name" | "max_length" | "saved_replies">;
  /** The address of the list, to which the page goes back. */
  back: string;
  previous: string | null;
  next: string | null;
  /** The item's number in the list, and how many there are; null when it is not in it. */
  at: { n: string; of: string } | null;
  /** The people an item can be handed on to. */
  seniors: readonly Senior[];
  /** Who else has the item open. */
  lookers: readonly Looker[];
  /** Why an approved answer has not left yet; null when there is nothing to tell. */
  unsent: string | null;
  mayDecide: boolean;
  trouble: Trouble | null;
  /** What the person has typed and not stored; it stands in the place of the stored answer. */
  typed: string | undefined;
  /** The answer that was sent before. */
  sent: Leaving | null;
}

/** One item: the buyer's words, the answer that can be corrected, and what is known around it. */
export function Card(props: CardProps) {
  const { view, item, back } = props;
  return (
    <article class="case" aria-labelledby="case-name">
      <UndoOverCard view={view} sent={props.sent} back={back} />
      <form id="card" class="case-main" method="post" action={`/items/${refOf(item.id)}`}>
        <input type="hidden" name="version" value={item.answer?.version ?? 0} />
        <input type="hidden" name="back" value={back} />
        <input type="hidden" name="next" value={props.next ?? back} />
        {/* Enter in a field presses a form's first button, which must do no harm. */}
        <button name="do" value="keep" hidden></button>
        <Head {...props} />
        <Handed view={view} item={item} />
        <Words view={view} item={item} />
        <Trouble view={view} trouble={props.trouble} />
        <Editor {...props} />
        <Past view={view} item={item} />
        <Acts {...props} />
      </form>
      {props.mayDecide && isAnswerOpen(item.status) && <Variants view={view} item={item} variants={props.variants} />}
      <form id="again" method="post" action={`/items/${refOf(item.id)}/regenerate`} hidden></form>
      <form id="own" method="post" action={`/items/${refOf(item.id)}/regenerate`} hidden></form>
      <Side view={view} item={item} history={props.history} ratings={props.ratings}>
        <Notes
          view={view}
          id={item.id}
          notes={props.notes}
          back={back}
          mayWrite={props.mayDecide}
          typed={props.trouble?.note}
        />
      </Side>
      <Dialogs view={view} item={item} seniors={props.seniors} next={props.next ?? back} />
      {canWrite(props) && <SavedReplies view={view} item={item} replies={props.brand.saved_replies} form="card" />}
    </article>
  );
}

function Head({ view, item, goals, back, previous, next, at, lookers }: CardProps) {
  const { web } = view.say;
  const kind = item.item_type === "question" ? web.questionOf : web.reviewOf;
  return (
    <header class="case-head">
      <a class="back" href={back}>
        <Icon name="left" />
        <span class="vh">{web.case.back}</span>
      </a>
      <div class="case-title">
        <h1 id="case-name">{item.product_name ?? web.noProduct}</h1>
        <p>
          <Place web={web} item={item} /> <Stars web={web} item={item} /> <b>{item.client_name ?? web.case.noName}</b>{" "}
          <span class="dim">
            {kind}, {when(Date.parse(item.created_at), view.now, view.timezone)}
          </span>{" "}
          <Age view={view} item={item} goals={goals} />
        </p>
        <p>
          <StateLine state={stateOf(item, view.say)} />
        </p>
      </div>
      <div class="case-near">
        <nav class="pager" aria-label={web.case.near}>
          {at !== null && <span class="dim">{web.filters.of(at.n, at.of)}</span>}
          {previous !== null && (
            <a class="btn icon" href={previous} aria-label={web.case.previous} rel="prev">
              <Icon name="up" />
            </a>
          )}
          {next !== null && (
            <a class="btn icon" href={next} aria-label={web.case.next} rel="next">
              <Icon name="down" />
            </a>
          )}
        </nav>
        <Here view={view} id={item.id} lookers={lookers} />
      </div>
    </header>
  );
}

/** Why a colleague has handed the item on: the first thing that whoever gets it has to know. */
function Handed({ view, item: { status, handed_to, reason } }: Pick<CardProps, "view" | "item">) {
  if (status !== "escalated") return null;
  return (
    <p class="alert warn">
      <Icon name="pass" />
      <span>
        {view.say.web.state.passed(handed_to)}
        {reason === null ? "" : `. ${safeLine(reason)}`}
      </span>
    </p>
  );
}

function Trouble({ view, trouble }: Pick<CardProps, "view" | "trouble">) {
  if (trouble === null) return null;
  const { case: words } = view.say.web;
  return (
    <div class="alert warn" role="alert">
      <Icon name="alert" />
      <div>
        <p>{trouble.message}</p>
        {trouble.typed !== undefined && <p>{words.changedKept}</p>}
        {trouble.theirs !== undefined && (
          <details>
            <summary>{words.theirs}</summary>
            <p class="pre">{trouble.theirs}</p>
          </details>
        )}
      </div>
    </div>
  );
}

function Past({ view, item }: Pick<CardProps, "view" | "item">) {
  const past = item.answer?.edit_history ?? [];
  const { case: words } = view.say.web;
  if (past.length === 0) return null;
  return (
    <details class="past">
      <summary>{words.past(past.length)}</summary>
      <ol>
        {past.toReversed().map(({ text, by, at, instructions }) => (
          <li>
            <p class="pre">{text}</p>
            <p class="dim">
              {when(Date.parse(at), view.now, view.timezone)}
              {instructions === undefined ? "" : `, ${words.asked(by, instructions)}`}
            </p>
          </li>
        ))}
      </ol>
    </details>
  );
}

function Acts({ view, item, mayDecide, trouble }: CardProps) {
  const { case: words } = view.say.web;
  if (!mayDecide) return null;
  const hasRemarks = (item.answer?.problems.length ?? 0) > 0;
  return (
    <div class="acts line">
      {canWrite({ item, mayDecide }) && (
        <>
          <button
            class={hasRemarks ? "btn warn" : "btn primary"}
            name="do"
            value={trouble?.asksToConfirm ? "sure" : "send"}
          >
            <span>{hasRemarks ? words.sendAnyway : words.send}</span> <kbd>Ctrl Enter</kbd>
          </button>
        </>
      )}
      {isAnswerOpen(item.status) && (
        <button class="btn" type="button" command="show-modal" commandfor="pass">
          <Icon name="pass" />
          <span>{words.pass}</span>
        </button>
      )}
      {(canWrite({ item, mayDecide }) || item.status === "approved") && (
        <button class="btn" type="button" command="show-modal" commandfor="skip">
          <Icon name="skip" />
          <span>{words.skip}</span>
        </button>
      )}
      {(item.status === "approved" || item.status === "skipped" || item.status === "escalated") && (
        <button class="btn" name="do" value="undo">
          <Icon name="undo" />
          <span>{words.undo}</span>
        </button>
      )}
      {item.status === "error" && (
        <button class="btn" name="do" value="retry">
          <Icon name="redo" />
          <span>{words.retry}</span>
        </button>
      )}
    </div>
  );
}
