/** @jsxImportSource hono/jsx */
import { LONGEST_NAME, LONGEST_REPLY, type SavedReply } from "../../domain/saved-reply.ts";
import { Part } from "./part.tsx";
import type { VoiceProps } from "./props.ts";

/** The saved replies: each opens to be changed; a new one is typed in the last place. */
export function Replies(props: VoiceProps) {
  const { view, form, mayEdit } = props;
  const { voice } = view.say.web;
  const name = <span id="replies">{voice.fields.saved_replies}</span>;
  return (
    <Part at={props} keys={["saved_replies"]} name={name} how={voice.repliesHow}>
      {form.saved_replies.length === 0 && <p class="dim">{voice.noReplies}</p>}
      {form.saved_replies.map((reply, at) => (
        <details>
          <summary>
            <b>{reply.name}</b> {mayEdit && <span class="dim">{start(reply.text)}</span>}
          </summary>
          {mayEdit ? <Fields {...props} reply={reply} at={at} /> : <p class="pre">{reply.text}</p>}
        </details>
      ))}
      {mayEdit && (
        <details>
          <summary>{voice.newReply}</summary>
          <Fields {...props} reply={{ name: "", text: "" }} at={null} />
        </details>
      )}
    </Part>
  );
}

/** @param at its place in the list; null for the new one */
function Fields({ view, base, brand, reply, at }: VoiceProps & { reply: SavedReply; at: number | null }) {
  const { voice } = view.say.web;
  return (
    <div class="stack tight">
      <label class="field">
        <span>{voice.replyName}</span>
        <input name="reply_name" value={reply.name} maxlength={LONGEST_NAME} />
      </label>
      <label class="field">
        <span>{voice.replyText}</span>
        <textarea name="reply_text" rows={3} maxlength={LONGEST_REPLY}>
          {reply.text}
        </textarea>
      </label>
      {at !== null && (
        <p>
          <button
            class="link"
            name="drop_reply"
            value={at}
            formaction={`${base}/${brand.id}#replies`}
            aria-label={voice.drop(reply.name)}
          >
            {voice.dropReply}
          </button>
        </p>
      )}
    </div>
  );
}

/** Enough of a text to know it again. */
function start(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 70 ? `${line.slice(0, 70)}…` : line;
}
