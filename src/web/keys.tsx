/** @jsxImportSource hono/jsx */
import type { Texts } from "../texts/texts.ts";
import { Icon } from "./icons.tsx";

type Web = Texts["web"];

/** Which keys `data/web/keys.js` knows, in the order in which the help lists them. */
const IN_LIST = {
  step: ["J", "K"],
  open: ["O"],
  mark: ["X"],
  markUpTo: ["Shift X"],
  find: ["/"],
  folder: ["1", "…", "7"],
  help: ["?"],
} as const;
const ON_ITEM = {
  send: ["Ctrl Enter"],
  edit: ["E", "Esc"],
  again: ["D"],
  pass: ["T"],
  skip: ["S"],
  saved: ["I"],
  undo: ["U"],
  note: ["N"],
} as const;

/** The help that lists the keys, with the switch that turns the letters off; without script there is no switch. */
export function Keys({ web }: { web: Web }) {
  const { keys } = web;
  return (
    <dialog id="keys" class="dialog" aria-labelledby="keys-name">
      <form method="dialog">
        <div class="dialog-head">
          <h2 id="keys-name">{keys.name}</h2>
          <button class="btn icon" aria-label={web.case.close}>
            <Icon name="x" />
          </button>
        </div>
      </form>
      <div class="keys">
        <Section name={keys.list} keys={IN_LIST} does={keys.inList} />
        <Section name={keys.item} keys={ON_ITEM} does={keys.onItem} />
      </div>
      <form method="dialog" class="keys-switch">
        <label class="tick">
          <input type="checkbox" class="switch" role="switch" />
          {keys.areOn}
        </label>
        <p class="dim">{keys.why}</p>
      </form>
    </dialog>
  );
}

interface SectionProps<T extends string> {
  name: string;
  keys: Record<T, readonly string[]>;
  does: Record<T, string>;
}

function Section<T extends string>({ name, keys, does }: SectionProps<T>) {
  return (
    <section>
      <h3>{name}</h3>
      <dl>
        {(Object.keys(keys) as T[]).map((one) => (
          <div>
            <dt>{does[one]}</dt>
            <dd>
              {keys[one].map((key) => (
                <>
                  <kbd>{key}</kbd>{" "}
                </>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
