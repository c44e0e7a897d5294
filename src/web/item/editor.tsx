/** @jsxImportSource hono/jsx */
import { isAnswerOpen, isBeingDrafted } from "../../domain/item.ts";
import { longestAnswer, MAX_REGENERATIONS, MOST_VARIANTS } from "../../domain/response.ts";
import type { ItemDocument } from "../../desk/items-api.ts";
import type { Texts } from "../../texts/texts.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { number } from "../say.ts";

interface EditorProps {
  view: View;
  item: ItemDocument;
  brand: { name: string; max_length: number; saved_replies: readonly unknown[] };
  /** Why an approved answer has not left yet; null when there is nothing to tell. */
  unsent: string | null;
  mayDecide: boolean;
  /** What the person has typed and not stored; it is shown instead of what is stored. */
  typed: string | undefined;
}

/** Whether a person may still write the answer. */
export function isOpen({ status }: ItemDocument): boolean {
  return isAnswerOpen(status) || status === "error";
}

/** Whether this person may write the answer now. */
export function canWrite({ item, mayDecide }: Pick<EditorProps, "item" | "mayDecide">): boolean {
  return mayDecide && (isOpen(item) || isBeingDrafted(item.status));
}

/** The answer, whole and editable, with what the checks say about it. */
export function Editor({ view, item, brand, typed, unsent, mayDecide }: EditorProps) {
  const { case: words } = view.say.web;
  const { answer } = item;
  const longest = longestAnswer(item, brand);
  const text = typed ?? answer?.text ?? "";
  const isWritable = canWrite({ item, mayDecide });
  return (
    <div class="editor">
      <div class="editor-head">
        <label for="answer">{words.answerOf(brand.name)}</label>{" "}
        {answer && (
          <span class="dim">
            {words.version(answer.version)}
            {answer.final_text === null ? "" : `, ${words.edited}`}
          </span>
        )}{" "}
        {isWritable && (
          <button class="link" name="do" value="save">
            {words.keep}
          </button>
        )}{" "}
        {isWritable && brand.saved_replies.length > 0 && (
          <button class="link" type="button" command="show-modal" commandfor="saved">
            {view.say.web.saved.one}
          </button>
        )}{" "}
        <output class={text.length > longest ? "count bad" : "count"} for="answer" data-longest={longest}>
          {words.count(number(text.length), number(longest))}
        </output>
      </div>
      <textarea
        id="answer"
        name="text"
        aria-describedby="remarks"
        rows={7}
        readonly={!isWritable}
        {...(typed !== undefined && { "data-unsaved": true })}
      >
        {text}
      </textarea>
      <Remarks view={view} item={item} isTyped={text !== (answer?.text ?? "")} unsent={unsent} />
      {isWritable && isAnswerOpen(item.status) && <Again say={view.say} item={item} />}
    </div>
  );
}

/** What the checks say about the stored text. The script shows the last line while another text stands in the field. */
function Remarks({
  view,
  item,
  unsent,
  isTyped,
}: Pick<EditorProps, "view" | "item" | "unsent"> & { isTyped: boolean }) {
  const problems = item.answer?.problems ?? [];
  const { case: words } = view.say.web;
  return (
    <ul id="remarks" class="remarks" aria-live="polite">
      {problems.map(({ message }) => (
        <li class="warn">
          <Icon name="alert" />
          <span>{message}</span>
        </li>
      ))}
      {unsent !== null && (
        <li class="warn">
          <Icon name="clock" />
          <span>{safeLine(unsent)}</span>
        </li>
      )}
      {item.error_message !== null && (
        <li class="bad">
          <Icon name="alert" />
          <span>{item.error_message}</span>
        </li>
      )}
      {item.answer !== null && problems.length === 0 && item.error_message === null && (
        <li class="ok" hidden={isTyped}>
          <Icon name="check" />
          <span>{words.passedChecks}</span>
        </li>
      )}
      <li class="unchecked" hidden={!isTyped}>
        <Icon name="pen" />
        <span>{words.unchecked}</span>
      </li>
    </ul>
  );
}

/** Another draft: these buttons belong to forms of their own, so that Enter in the answer never presses them. */
function Again({ say, item }: { say: Texts; item: ItemDocument }) {
  const { case: words } = say.web;
  const left = MAX_REGENERATIONS - (item.answer?.regenerate_count ?? 0);
  if (left <= 0) return null;
  return (
    <div class="again line">
      <b>
        <Icon name="redo" /> {words.again}
      </b>
      {words.agains.map((how) => (
        <button class="chip" form="again" name="instructions" value={how}>
          {how}
        </button>
      ))}
      <input form="own" name="instructions" aria-label={words.own} placeholder={words.ownHint} maxlength={500} />
      <button class="btn" form="own">
        {words.rewrite}
      </button>
      <button class="btn" form="own" name="variants" value={MOST_VARIANTS}>
        {words.several(MOST_VARIANTS)}
      </button>
      <span class="dim">{words.left(left, MAX_REGENERATIONS)}</span>
    </div>
  );
}
