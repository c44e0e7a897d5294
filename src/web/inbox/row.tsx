/** @jsxImportSource hono/jsx */
import { dueAt, type Goals } from "../../domain/goal.ts";
import { isDecided } from "../../domain/item.ts";
import { attentionsIn } from "../../desk/attentions.ts";
import type { ItemDocument } from "../../desk/items-api.ts";
import type { Texts } from "../../texts/texts.ts";
import { cut } from "../cut.ts";
import { Icon, type IconName } from "../icons.tsx";
import type { View } from "../parts.ts";
import { span } from "../say.ts";
import { refOf } from "../../domain/item-ref.ts";

/** The marketplace's short name. */
export function Place({ web, item }: { web: Texts["web"]; item: Pick<ItemDocument, "platform"> }) {
  return (
    <abbr class={`mp ${item.platform}`} title={web.platforms[item.platform]}>
      {web.short[item.platform]}
    </abbr>
  );
}

/** The stars of a review, or that it is a question. */
export function Stars({ web, item }: { web: Texts["web"]; item: Pick<ItemDocument, "rating" | "item_type"> }) {
  const { rating } = item;
  if (rating === null) return <span class="tag ok">{web.question}</span>;
  return (
    <span class={rating <= 2 ? "stars bad" : "stars"} role="img" aria-label={web.stars(rating)}>
      {"★".repeat(rating) + "☆".repeat(5 - rating)}
    </span>
  );
}

/** How long ago the buyer has written; red when somebody should have answered by now. */
export function Age({ view, item, goals }: { view: View; item: ItemDocument; goals: Goals }) {
  const { list } = view.say.web;
  const since = Date.parse(item.created_at);
  const isWaiting = !isDecided(item.status);
  const isLate = isWaiting && view.now > dueAt(item, since, goals, view.timezone);
  return (
    <span class={isLate ? "age bad" : "age"}>
      {isLate && <Icon name="clock" />}
      {isWaiting && <span class="vh">{isLate ? list.overdue : list.waits}</span>}
      {span(view.now - since, view.say)}
    </span>
  );
}

/** What an item is at, in a few words. */
export interface State {
  tone: "dim" | "ok" | "warn" | "bad";
  icon: IconName;
  text: string;
}

/** The one thing about an item that matters most to who decides on it. */
export function stateOf(item: ItemDocument, { web }: Pick<Texts, "web">): State {
  const { state } = web;
  const remark = item.answer?.problems[0];
  const [attention] = attentionsIn(item.ai_analysis, web);
  switch (item.status) {
    case "new":
    case "analyzing":
      return { tone: "dim", icon: "clock", text: state.writing };
    case "approved":
      return { tone: "dim", icon: "clock", text: state.approved };
    case "publishing":
      return { tone: "warn", icon: "clock", text: state.checking };
    case "published":
      return item.seen_at === null
        ? { tone: "dim", icon: "clock", text: state.accepted }
        : { tone: "ok", icon: "check", text: state.sent };
    case "skipped":
      return { tone: "dim", icon: "skip", text: state.skipped };
    case "error":
      return { tone: "bad", icon: "alert", text: state.failed };
    default:
      if (item.status === "escalated") {
        return { tone: attention === undefined ? "warn" : "bad", icon: "pass", text: state.passed(item.handed_to) };
      }
      if (attention !== undefined) return { tone: "bad", icon: "alert", text: state.attention(attention.text) };
      if (item.answer === null) return { tone: "warn", icon: "pen", text: state.noDraft };
      if (remark) return { tone: "warn", icon: "alert", text: state.remark(remark.message) };
      return { tone: "dim", icon: "check", text: state.ready };
  }
}

export function StateLine({ state }: { state: State }) {
  return (
    <span class={`st ${state.tone}`}>
      <Icon name={state.icon} />
      {state.text}
    </span>
  );
}

interface RowProps {
  view: View;
  item: ItemDocument;
  goals: Goals;
  href: string;
  isCurrent: boolean;
  /** Whether the person has not opened it since it was changed. */
  isNew: boolean;
}

/** One item of the list: where, how many stars, about what; the buyer's words; what it is at, and since when. */
export function Row({ view, item, goals, href, isCurrent, isNew }: RowProps) {
  const { web, categories } = view.say;
  const { ai_analysis: analysis } = item;
  const words = [item.client_text, item.pros, item.cons].filter(Boolean).join(" ");
  return (
    <li class={isNew ? "row new" : "row"}>
      <input type="checkbox" name="id" value={refOf(item.id)} aria-label={web.list.mark(refOf(item.id))} />
      <a href={href} {...(isCurrent && { "aria-current": "true" })}>
        <span class="r1">
          {isNew && <span class="vh">{web.list.unopened} </span>}
          <Place web={web} item={item} /> <Stars web={web} item={item} />{" "}
          <span class="r-name">{cut(item.product_name ?? web.noProduct)}</span>
        </span>
        <span class={words === "" ? "r2 dim" : "r2"}>{words === "" ? web.onlyStars : cut(words)}</span>
        <span class="r3">
          <span class="r-st">
            <StateLine state={stateOf(item, view.say)} />
            {analysis && <span class="dim">{categories[analysis.category]}</span>}
            {item.photos.length > 0 && (
              <span class="st" title={web.case.photos(item.photos.length)}>
                <Icon name="image" />
                {item.photos.length}
              </span>
            )}
          </span>
          <Age view={view} item={item} goals={goals} />
        </span>
      </a>
    </li>
  );
}
