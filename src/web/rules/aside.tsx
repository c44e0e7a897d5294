/** @jsxImportSource hono/jsx */
import type { RuleTrial, Taken, Trial } from "../../desk/rule-trial.ts";
import type { LastChange } from "../../desk/settings-api.ts";
import { Icon } from "../icons.tsx";
import { Place, Stars } from "../inbox/row.tsx";
import { number, when } from "../say.ts";
import { concerns, type RulesPage } from "./data.ts";
import { refOf } from "../../domain/item-ref.ts";

/** How much goes out today, the stop, and the trial. */
export function RulesAside({ page }: { page: RulesPage }) {
  const { rules } = page.view.say.web;
  return (
    <aside class="stack" aria-label={rules.aside}>
      {page.state.sentToday !== null && <Cap page={page} sent={page.state.sentToday} />}
      <Stop page={page} />
      {page.trial && <TrialPanel page={page} trial={page.trial} />}
      <section class="panel">
        <h2>{rules.never.name}</h2>
        <p>{rules.never.what}</p>
      </section>
    </aside>
  );
}

function Cap({ page, sent }: { page: RulesPage; sent: number }) {
  const { cap } = page.view.say.web.rules;
  const most = Number(page.cap.value);
  return (
    <section class="panel">
      <h2>{cap.name}</h2>
      <p class="fig">
        {number(sent)} <small>{cap.of(number(most))}</small>
      </p>
      <progress value={Math.min(sent, most)} max={Math.max(most, 1)} aria-label={cap.bar(number(sent), number(most))} />
      {page.may.cap && (
        <form method="post" action={`${page.base}/cap`} class="inline">
          <input type="hidden" name="mark" value={page.cap.mark} />
          <label class="field">
            <span>{cap.label}</span>
            <input name="cap" inputmode="numeric" value={most} required pattern="[0-9 ]{1,9}" />
          </label>
          <button class="btn">{cap.save}</button>
        </form>
      )}
      <p class="dim">{cap.why}</p>
      {!page.may.cap && <p class="dim">{cap.admin}</p>}
    </section>
  );
}

function Stop({ page }: { page: RulesPage }) {
  const { stop } = page.view.say.web.rules;
  const { sendingStopped } = page.state;
  const isOn = page.isOn.value === true;
  const said = ({ at, by }: LastChange) => [when(at, page.view.now, page.view.timezone), by] as const;
  return (
    <section class="panel stack tight">
      <h2>{stop.name}</h2>
      {!isOn && page.isOn.changed && <p class="bad">{stop.stoppedBy(...said(page.isOn.changed))}</p>}
      {page.may.change &&
        (isOn ? (
          <Press
            action={`${page.base}/stop`}
            mark={page.isOn.mark}
            word={stop.rules}
            really={stop.really}
            tone=" bad"
          />
        ) : (
          <Press action={`${page.base}/start`} mark={page.isOn.mark} word={stop.start} />
        ))}
      {page.may.change && isOn && <p class="dim">{stop.why}</p>}
      {sendingStopped && <p class="bad">{stop.sendingStopped(...said(sendingStopped))}</p>}
      {page.may.sending &&
        (sendingStopped ? (
          <Press action={`${page.base}/sending/start`} word={stop.sendingStart} />
        ) : (
          <Press action={`${page.base}/sending/stop`} word={stop.sending} really={stop.sendingReally} />
        ))}
      {page.may.sending && !sendingStopped && <p class="dim">{stop.sendingWhy}</p>}
      {!page.may.change && isOn && !sendingStopped && <p>{stop.goesOn}</p>}
    </section>
  );
}

interface PressProps {
  action: string;
  mark?: string;
  word: string;
  /** Asked before it is done, since it concerns everything. */
  really?: string;
  tone?: string;
}

function Press({ action, mark, word, really, tone = "" }: PressProps) {
  const button = (text: string) => (
    <form method="post" action={action}>
      {mark !== undefined && <input type="hidden" name="mark" value={mark} />}
      <button class={really === undefined ? "btn primary" : `btn${tone}`}>{text}</button>
    </form>
  );
  if (really === undefined) return button(word);
  return (
    <details class="stack tight">
      <summary class={`btn${tone}`}>
        <Icon name="pause" />
        {word}
      </summary>
      {button(really)}
    </details>
  );
}

function TrialPanel({ page, trial }: { page: RulesPage; trial: Trial }) {
  const { say, person } = page.view;
  const { trial: words } = say.web.rules;
  const tested = number(trial.tested);
  const shown = trial.rules
    .map((rule, place) => ({ rule, place }))
    .filter(({ place }) => {
      const stored = page.rules.value[place];
      return stored === undefined || concerns(stored, page, person);
    });
  const bar = ({ taken }: RuleTrial) => `${trial.tested === 0 ? 0 : (100 * taken) / trial.tested}%`;
  const row = (head: string, rule: RuleTrial, to: string, tone = "bar") => (
    <tr>
      <th scope="row">{head}</th>
      <td>
        <svg class={tone} aria-hidden="true">
          <rect width={bar(rule)} height="100%" />
        </svg>
      </td>
      <td class="num">{rule.taken === 0 ? "0" : <a href={to}>{number(rule.taken)}</a>}</td>
    </tr>
  );
  const held = shown.reduce((all, { rule }) => all + rule.held, 0);
  return (
    <section class="panel" id="trial">
      <h2>{words.name}</h2>
      <p>{trial.isCut ? words.cut(tested) : words.tested(tested)}</p>
      <table class="dist">
        <caption class="vh">{words.caption}</caption>
        <tbody>
          {shown.map(({ rule, place }) => row(String(place + 1), rule, `#t${place + 1}`, toneOf(page, place)))}
          {row("–", trial.rest, "#t0")}
        </tbody>
      </table>
      {held > 0 && <p class="dim">{words.held(number(held))}</p>}
      <Edited page={page} edited={trial.edited} />
    </section>
  );
}

/** What is handed on is the exception, and stands out. */
function toneOf({ rules, editing }: RulesPage, place: number): string {
  const then = editing?.place === place ? editing.fields.then : rules.value[place]?.then;
  return then === "escalate" ? "bar bad" : "bar";
}

function Edited({ page, edited }: { page: RulesPage; edited: Trial["edited"] }) {
  if (edited === null) return null;
  const { trial: words } = page.view.say.web.rules;
  const place = edited.place + 1;
  if (edited.more + edited.less === 0) return <p>{words.same(place)}</p>;
  return (
    <p>
      {edited.more > 0 && (
        <>
          <b>{words.more(place, number(edited.more))}</b> <a href="#tnew">{words.read}</a>{" "}
        </>
      )}
      {edited.less > 0 && words.less(place, number(edited.less))}
    </p>
  );
}

/** The newest items that each rule would take, under the rules: the numbers of the trial lead here. */
export function TrialItems({ page, trial }: { page: RulesPage; trial: Trial }) {
  const { trial: words } = page.view.say.web.rules;
  const { edited } = trial;
  const name = (place: number) =>
    (page.editing?.place === place || (page.editing?.place === "new" && place === page.rules.value.length)
      ? page.editing?.fields.name
      : page.rules.value[place]?.name) ?? "";
  return (
    <div class="stack">
      {edited && edited.more > 0 && <Items page={page} id="tnew" title={words.firstMore} items={edited.first} />}
      {trial.rules.map(({ first }, place) => (
        <Items page={page} id={`t${place + 1}`} title={words.first(name(place))} items={first} />
      ))}
      <Items page={page} id="t0" title={words.firstRest} items={trial.rest.first} />
    </div>
  );
}

function Items({ page, id, title, items }: { page: RulesPage; id: string; title: string; items: readonly Taken[] }) {
  const { web } = page.view.say;
  if (items.length === 0) return null;
  return (
    <section class="stack tight" id={id} aria-label={title}>
      <h2>{title}</h2>
      <ul class="stack tight">
        {items.map((item) => {
          const words = [item.client_text, item.pros, item.cons].filter(Boolean).join(" ");
          return (
            <li>
              <Place web={web} item={item} /> <Stars web={web} item={item} />{" "}
              <a href={`/inbox/${refOf(item.id)}`}>{item.product_name ?? web.noProduct}</a>
              <p class={words === "" ? "dim" : "cut"}>{words === "" ? web.onlyStars : words}</p>
            </li>
          );
        })}
      </ul>
      <p>
        <a href="#trial">{web.rules.trial.name}</a>
      </p>
    </section>
  );
}
