/** @jsxImportSource hono/jsx */
import { may } from "../../domain/access.ts";
import { isAnswerOpen } from "../../domain/item.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { wordDiff } from "../../domain/wording/word-diff.ts";
import type { Unsent } from "../../desk/hold-reason.ts";
import type { SentDocument } from "../../desk/sent.ts";
import type { Texts } from "../../texts/texts.ts";
import { cut } from "../cut.ts";
import { Place, Stars, StateLine, type State } from "../inbox/row.tsx";
import { nameOf, type Names } from "../names.ts";
import type { View } from "../parts.ts";
import { when } from "../say.ts";
import { refOf } from "../../domain/item-ref.ts";

interface RowProps {
  view: View;
  item: SentDocument;
  names: Names;
  /** The address of this list, to which a decision comes back. */
  back: string;
}

export function Row({ view, item, names, back }: RowProps) {
  const { web } = view.say;
  const { columns } = web.sent;
  const words = [item.client_text, item.pros, item.cons].filter(Boolean).join(" ");
  const { tone } = stateOf(view, item);
  return (
    <tr class={tone === "bad" || tone === "warn" ? "alarm" : ""}>
      <td data-l={columns.when}>
        <time datetime={item.sent.at}>{when(Date.parse(item.sent.at), view.now, view.timezone)}</time>
      </td>
      <td data-l={columns.item}>
        <p class="r1">
          <Place web={web} item={item} /> <Stars web={web} item={item} />{" "}
          <a class="r-name" href={`/inbox/${refOf(item.id)}`}>
            {cut(item.product_name ?? web.noProduct)}
          </a>
        </p>
        <p class={words === "" ? "dim" : "cut"}>{words === "" ? web.onlyStars : cut(words)}</p>
      </td>
      <td data-l={columns.answer}>
        <p class="cut">{cut(item.sent.text)}</p>
      </td>
      <td data-l={columns.who}>
        <Who view={view} item={item} names={names} />
      </td>
      <td data-l={columns.state}>
        <Fate view={view} item={item} back={back} />
      </td>
    </tr>
  );
}

function Who({ view, item: { sent, answer }, names }: Pick<RowProps, "view" | "item" | "names">) {
  const { say } = view;
  const isRule = sent.by.startsWith("rule:");
  const isWritten = answer?.draft_text === answer?.final_text;
  return (
    <>
      {isRule ? <a href="/rules">{say.web.sent.byRule(sent.by.slice("rule:".length))}</a> : nameOf(say, names, sent.by)}
      {(sent.edited || !isRule) && <br />}
      {sent.edited && answer && !isWritten ? (
        <Changes view={view} before={answer.draft_text} after={sent.text} />
      ) : (
        (sent.edited || !isRule) && (
          <span class="dim">{sent.edited ? say.web.sent.written : say.web.sent.asDrafted}</span>
        )
      )}
    </>
  );
}

/** What the person has taken out of the draft and put in. */
function Changes({ view, before, after }: { view: View; before: string; after: string }) {
  return (
    <details>
      <summary>{view.say.web.sent.edited}</summary>
      <p>
        {wordDiff(cut(before), cut(after)).map(({ kind, text }) =>
          kind === "same" ? text : kind === "gone" ? <del>{text}</del> : <ins>{text}</ins>,
        )}
      </p>
    </details>
  );
}

function stateOf({ say }: View, { sent, status, seen_at, platform, answer }: SentDocument): State {
  const { fates } = say.web.sent;
  switch (sent.fate) {
    case "live":
      return { tone: "ok", icon: "check", text: fates.live };
    case "pending":
      return {
        tone: "dim",
        icon: "clock",
        text: seen_at === null ? fates.accepted : fates.pending(say.web.platforms[platform]),
      };
    case "rejected":
      return { tone: "bad", icon: "alert", text: answer?.moderation === "rejected" ? fates.rejected : fates.gone };
    case "unsent":
      if (status !== "publishing") return { tone: "bad", icon: "alert", text: fates.unsent };
      return { tone: "warn", icon: "clock", text: fates.checking };
    case "leaving":
      if (status !== "publishing") return { tone: "dim", icon: "clock", text: fates.leaving };
      return { tone: "warn", icon: "clock", text: fates.checking };
  }
}

/** What became of it, and what can be done. */
function Fate({ view, item, back }: Pick<RowProps, "view" | "item" | "back">) {
  const { sent } = view.say.web;
  const why = whyOf(view, item);
  const mayDecide = may(view.person, "decide");
  return (
    <>
      <p>
        <StateLine state={stateOf(view, item)} />
      </p>
      {why && <p class="dim">{safeLine(why)}</p>}
      {item.sent.fate === "rejected" && isAnswerOpen(item.status) && mayDecide && (
        <a class="btn small" href={`/inbox/${refOf(item.id)}`}>
          {sent.fix}
        </a>
      )}
      {item.sent.fate === "unsent" && item.status !== "publishing" && mayDecide && (
        <form method="post" action={`/items/${refOf(item.id)}`}>
          <input type="hidden" name="version" value={item.answer?.version ?? 0} />
          <input type="hidden" name="back" value={back} />
          <input type="hidden" name="next" value={back} />
          <button class="btn small" name="do" value="retry">
            {sent.retry}
          </button>
        </form>
      )}
    </>
  );
}

function whyOf(
  { say, now, timezone }: View,
  { sent, unsent, tries, answer, seen_at, error_message: error, platform }: SentDocument,
) {
  const at = (ms: number): string => when(ms, now, timezone);
  switch (sent.fate) {
    case "live":
      return seen_at === null ? null : say.web.sent.seen(say.web.platforms[platform], at(Date.parse(seen_at)));
    case "pending":
      return seen_at === null ? say.web.sent.accepted : null;
    case "unsent":
      return unsentInWords(say, { why: error ?? answer?.publish_error ?? "", nextTry: null, ...unsent }, tries, at);
    case "rejected":
      return answer?.publish_error ?? null;
    case "leaving":
      return null;
  }
}

/** The last reason, when it is tried again, and how often it was tried. */
function unsentInWords(
  { web: { sent }, failures }: Texts,
  { why, nextTry }: Unsent,
  tries: SentDocument["tries"],
  at: (ms: number) => string,
): string {
  if (nextTry === null) return tries === null ? why : `${why} ${sent.tried(tries.made, tries.of)}`;
  const nth = tries === null ? "" : `, ${sent.nextTry(tries.made + 1, tries.of)}`;
  return `${why} ${failures.next_try(at(nextTry))}${nth}.`;
}
