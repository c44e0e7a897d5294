/** @jsxImportSource hono/jsx */
import type { ItemDocument } from "../../desk/items-api.ts";
import type { ChannelName } from "../../domain/alert/channel-name.ts";
import { Icon } from "../icons.tsx";
import type { View } from "../parts.ts";
import { refOf } from "../../domain/item-ref.ts";

/** After so many minutes without a decision they are told again; `0`: never. */
export const REMINDERS = ["30", "60", "240", "1440", "0"] as const;

/** Somebody who can be handed an item. */
export interface Senior {
  name: string;
  /** By which channels they hear of it. */
  told: readonly ChannelName[];
}

interface DialogProps {
  view: View;
  item: ItemDocument;
  seniors: readonly Senior[];
  /** Where to go on once the item is decided. */
  next: string;
}

/** Handing on and skipping. They are dialogs that buttons open by themselves, so that they need no script. */
export function Dialogs(props: DialogProps) {
  return (
    <>
      <Pass {...props} />
      <Skip {...props} />
    </>
  );
}

function Pass({ view, item, seniors, next }: DialogProps) {
  const { case: words, health } = view.say.web;
  const { channels } = health;
  return (
    <dialog id="pass" class="dialog" aria-labelledby="pass-name">
      <form method="post" action={`/items/${refOf(item.id)}/escalate`}>
        <Hidden item={item} next={next} />
        <div class="dialog-head">
          <h2 id="pass-name">{words.passName(refOf(item.id))}</h2>
          <Close label={words.close} />
        </div>
        <label class="field">
          <span>{words.to}</span>
          <select name="to">
            <option value="">{words.anySenior}</option>
            {seniors.map(({ name, told }) => (
              <option value={name}>
                {words.toSenior(name, told.map((channel) => channels.names[channel]).join(", "))}
              </option>
            ))}
          </select>
        </label>
        <Reasons legend={words.why} reasons={words.passReasons} />
        <label class="field">
          <span>{words.what}</span>
          <textarea name="note" rows={3} maxlength={400}></textarea>
        </label>
        <label class="field">
          <span>{words.remind}</span>
          <select name="remind">
            {REMINDERS.map((minutes) => (
              <option value={minutes} selected={minutes === "60"}>
                {words.reminders[minutes]}
              </option>
            ))}
          </select>
        </label>
        <div class="dialog-foot line">
          <button class="btn" formmethod="dialog" formnovalidate>
            {words.keepMine}
          </button>
          <button class="btn primary">{words.pass}</button>
        </div>
      </form>
    </dialog>
  );
}

function Skip({ view, item, next }: DialogProps) {
  const { case: words } = view.say.web;
  return (
    <dialog id="skip" class="dialog" aria-labelledby="skip-name">
      <form method="post" action={`/items/${refOf(item.id)}/skip`}>
        <Hidden item={item} next={next} />
        <div class="dialog-head">
          <h2 id="skip-name">{words.skipName}</h2>
          <Close label={words.close} />
        </div>
        <Reasons legend={words.why} reasons={words.skipReasons} />
        <div class="dialog-foot line">
          <button class="btn" formmethod="dialog" formnovalidate>
            {words.goBack}
          </button>
          <button class="btn primary">{words.skip}</button>
        </div>
      </form>
    </dialog>
  );
}

function Hidden({ item, next }: { item: ItemDocument; next: string }) {
  return (
    <>
      <input type="hidden" name="version" value={item.answer?.version ?? 0} />
      <input type="hidden" name="next" value={next} />
    </>
  );
}

function Close({ label }: { label: string }) {
  return (
    <button class="btn icon" formmethod="dialog" formnovalidate aria-label={label}>
      <Icon name="x" />
    </button>
  );
}

/** None is chosen beforehand: a reason that nobody has chosen would be told to colleagues as theirs. */
function Reasons({ legend, reasons }: { legend: string; reasons: readonly string[] }) {
  return (
    <fieldset class="line far">
      <legend>{legend}</legend>
      {reasons.map((reason) => (
        <label>
          <input type="radio" name="reason" value={reason} required />
          {reason}
        </label>
      ))}
    </fieldset>
  );
}
