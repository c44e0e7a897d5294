/** @jsxImportSource hono/jsx */
import type { Refusal } from "../desk/refusal.ts";
import { refOf } from "../domain/item-ref.ts";
import { Icon } from "./icons.tsx";
import type { View } from "./parts.ts";

interface Missing {
  away?: readonly string[] | undefined;
  lacking?: readonly string[] | undefined;
  /** Those that tell of a part of their products only. */
  partly?: readonly string[] | undefined;
}

/** Above a list that is not whole: whose items are neither in it nor counted. */
export function Missing({ view, away = [], lacking = [], partly = [] }: Missing & { view: View }) {
  const { cells } = view.say.web;
  const absent = [...(away.length > 0 ? [cells.away(away)] : []), ...lacking.map(cells.old)];
  const said = [
    ...(absent.length > 0 ? [absent.join(". ").replace(/\.?$/, "."), cells.partly] : []),
    ...(partly.length > 0 ? [cells.tooMany(partly)] : []),
  ];
  if (said.length === 0) return null;
  return (
    <p class="alert warn" role="alert">
      <Icon name="alert" />
      <span>{said.join(" ")}</span>
    </p>
  );
}

/** Whether it is only because a cell does not answer that something is refused. */
export function isAway({ code }: Pick<Refusal, "code">): boolean {
  return code.startsWith("cell.");
}

interface CardAwayProps {
  view: View;
  id: number;
  /** The address of the list, to which the page goes back. */
  back: string;
  message: string;
  typed?: string | undefined;
}

/** In place of an item whose cell does not answer; what was typed stays readable. */
export function CardAway({ view, id, back, message, typed }: CardAwayProps) {
  const { cells, ...web } = view.say.web;
  return (
    <div class="case void">
      <h1>{cells.cardAway}</h1>
      <p role="alert">{message}</p>
      <p class="dim">{cells.cardKept}</p>
      {typed !== undefined && typed !== "" && (
        <label class="field">
          {cells.typed}
          <textarea readonly rows={6}>
            {typed}
          </textarea>
        </label>
      )}
      <p class="line">
        <a class="btn" href={`/inbox/${refOf(id)}`}>
          {cells.again}
        </a>{" "}
        <a class="btn" href={back}>
          {web.case.back}
        </a>
      </p>
    </div>
  );
}
