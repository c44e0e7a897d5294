/** @jsxImportSource hono/jsx */
import { MoreRows } from "./more-rows.tsx";
import { Hono } from "hono";
import { z } from "zod";
import { may } from "../domain/access.ts";
import { actorOf } from "../decisions/people.ts";
import type { ListedPerson } from "../decisions/people-api.ts";
import { JOURNAL_KINDS, type JournalKind, type JournalRow } from "../desk/journal.ts";
import { cut } from "./cut.ts";
import { nameOf, namesOf, type Names } from "./names.ts";
import type { View, WebParts } from "./parts.ts";
import { actionInWords, laneInWords, when } from "./say.ts";
import { Page } from "./shell.tsx";
import { viewOf } from "./view.ts";
import type { WebEnv } from "./web-env.ts";

const ROWS = 50;

const form = z.object({
  kind: z.enum(JOURNAL_KINDS).optional().catch(undefined),
  who: z.string().max(100).optional().catch(undefined),
  before: z.coerce.number().int().positive().optional().catch(undefined),
});

type Choice = z.infer<typeof form>;

/** Who did what: the audit log, for administrators. */
export function journalRoutes(parts: WebParts): Hono<WebEnv> {
  const app = new Hono<WebEnv>();
  app.get("/journal", async (c) => {
    if (!may(c.get("person"), "audit")) return c.notFound();
    const view = await viewOf(parts, c);
    const choice = form.parse(c.req.query());
    const { kind, who, before } = choice;
    const actor = who ? actorOf({ login: who }) : undefined;
    const query = { kind, actor, before, limit: ROWS + 1 };
    const [rows, people] = await Promise.all([parts.desk.journal(query), parts.people.list()]);
    const shown = rows.slice(0, ROWS);
    const last = shown.at(-1);
    const more = rows.length > ROWS && last ? addressOf({ ...choice, before: last.id }) : null;
    return c.html(
      <Page view={view} title={view.say.web.journal.name} section="people">
        <Journal view={view} rows={shown} people={people} choice={choice} more={more} />
      </Page>,
    );
  });
  return app;
}

function addressOf(choice: Choice): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(choice)) if (value !== undefined) query.set(name, String(value));
  return `/journal?${query.toString()}`;
}

interface JournalProps {
  view: View;
  rows: readonly JournalRow[];
  people: readonly ListedPerson[];
  choice: Choice;
  /** The address of the next rows; null when these are the last. */
  more: string | null;
}

function Journal({ view, rows, people, choice, more }: JournalProps) {
  const { journal, list } = view.say.web;
  const names = namesOf(people);
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{journal.name}</h1>
        <p class="dim">{journal.aside}</p>
      </div>
      <Choose view={view} people={people} choice={choice} />
      {rows.length === 0 ? (
        <div class="void">
          <p>{journal.empty}</p>
        </div>
      ) : (
        <table class="table fold">
          <thead>
            <tr>
              {Object.values(journal.columns).map((column) => (
                <th scope="col">{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <One view={view} row={row} names={names} />
            ))}
          </tbody>
        </table>
      )}
      <MoreRows to={more} name={list.more} />
    </main>
  );
}

function Choose({ view, people, choice }: Pick<JournalProps, "view" | "people" | "choice">) {
  const { journal } = view.say.web;
  const kinds: [JournalKind | "", string][] = [
    ["", journal.anything],
    ...JOURNAL_KINDS.map((kind): [JournalKind, string] => [kind, journal.kinds[kind]]),
  ];
  return (
    <form class="line" role="search">
      <select name="kind" aria-label={journal.columns.what}>
        {kinds.map(([value, label]) => (
          <option value={value} selected={value === (choice.kind ?? "")}>
            {label}
          </option>
        ))}
      </select>
      <select name="who" aria-label={journal.columns.who}>
        <option value="">{journal.everybody}</option>
        {people.map(({ login, name }) => (
          <option value={login} selected={login === choice.who}>
            {name}
          </option>
        ))}
      </select>
      <button class="btn">{journal.show}</button>
    </form>
  );
}

function One({ view, row, names }: { view: View; row: JournalRow; names: Names }) {
  const { journal } = view.say.web;
  const { columns } = journal;
  const time = new Date(row.at).toISOString();
  return (
    <tr>
      <td data-l={columns.when}>
        <time datetime={time}>{when(row.at, view.now, view.timezone)}</time>
      </td>
      <td data-l={columns.who}>{nameOf(view.say, names, row.actor)}</td>
      <td data-l={columns.what}>{actionInWords(view.say, row.action)}</td>
      <td data-l={columns.about}>
        {row.item_id !== null && (
          <p>
            <a href={`/inbox/${row.item_id}`}>{journal.item(row.item_id)}</a>
          </p>
        )}
        {row.after !== null && <p class="cut">{cut(inWords(view, row.after))}</p>}
        {row.before !== null && (
          <p class="cut dim">
            {journal.was}: {cut(inWords(view, row.before))}
          </p>
        )}
      </td>
    </tr>
  );
}

/** `роль: старший, бренды: a, b`; the catalogue names what has no name of its own. */
function inWords({ say }: View, value: unknown): string {
  const { roles, journal } = say.web;
  const fields: Record<string, string> = journal.fields;
  const values: Record<string, Record<string, string> | undefined> = {
    role: roles,
    kind: journal.links,
    why: journal.whys,
    list: journal.lists,
    surface: journal.surfaces,
    platform: say.web.platforms,
  };
  const said = (name: string, one: unknown): string => {
    if (name === "lane" && typeof one === "string") return laneInWords(say, one);
    if (one === true) return journal.yes;
    return typeof one === "string" ? (values[name]?.[one] ?? one) : JSON.stringify(one);
  };
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .filter(([, one]) => one !== null && one !== undefined)
    .map(([name, one]) => `${fields[name] ?? name}: ${said(name, one)}`)
    .join(", ");
}
