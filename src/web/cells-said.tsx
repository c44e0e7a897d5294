/** @jsxImportSource hono/jsx */
/** What cells say of themselves on the hub's pages: what each has made of a change, and what is wrong there. */
import { Icon } from "./icons.tsx";

/** What a cell has made of what was asked of several. */
export interface Outcome {
  cell: string;
  said: string;
  isDone: boolean;
}

/** @param name what was done, as the heading */
export function Outcomes({ name, outcomes }: { name: string; outcomes: readonly Outcome[] }) {
  return (
    <section class="panel" role="status" aria-label={name}>
      <h2>{name}</h2>
      <ul class="stack tight">
        {outcomes.map(({ cell, said, isDone }) => (
          <li>
            <span class={isDone ? "st ok" : "st bad"}>
              <Icon name={isDone ? "check" : "alert"} />
              <b>{cell}</b>: {said}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Alarm({ said }: { said: string }) {
  return (
    <p class="alert warn" role="alert">
      <Icon name="alert" />
      <span>{said}</span>
    </p>
  );
}
