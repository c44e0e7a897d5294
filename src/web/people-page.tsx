/** @jsxImportSource hono/jsx */
import type { ListedPerson } from "../decisions/people-api.ts";
import type { OpenLink } from "../decisions/one-time-links.ts";
import { ACTIONS, may, ROLES } from "../domain/access.ts";
import { Icon } from "./icons.tsx";
import { Mine, type OwnSession } from "./my-sign-ins.tsx";
import type { View } from "./parts.ts";
import { when } from "./say.ts";

/** What the last press of a button has led to. */
export interface Shown {
  /** A link that was made; it cannot be shown again. */
  link?: string;
  trouble?: string;
}

interface PeopleProps {
  view: View;
  shown: Shown;
  list: readonly ListedPerson[];
  /** The links that can still be used. */
  links: readonly OpenLink[];
  sessions: readonly OwnSession[];
  brands: readonly BrandName[];
}

/** Everybody, an invitation, and one's own sessions; who is no administrator sees the last alone. */
export function People({ view, shown, list, links, sessions, brands }: PeopleProps) {
  const { people } = view.say.web;
  const isAdmin = may(view.person, "people");
  return (
    <main id="main" class="page">
      <div class="page-head">
        <h1>{isAdmin ? people.name : people.mySessions}</h1>
      </div>
      {shown.trouble !== undefined && (
        <p class="alert bad" role="alert">
          <Icon name="alert" />
          <span>{shown.trouble}</span>
        </p>
      )}
      {isAdmin ? (
        <div class="with-side">
          <div class="stack">
            <List view={view} list={list} brands={brands} />
          </div>
          <aside class="stack" aria-label={people.aside}>
            <Invite view={view} brands={brands} link={shown.link} />
            {links.length > 0 && <Links view={view} links={links} />}
            <Mine view={view} sessions={sessions} />
          </aside>
          <Roles view={view} />
        </div>
      ) : (
        <div class="stack">
          <Mine view={view} sessions={sessions} />
        </div>
      )}
    </main>
  );
}

/** Who may do what, as the program asks it. */
function Roles({ view }: { view: View }) {
  const { people, roles } = view.say.web;
  return (
    <section>
      <h2>{people.roles}</h2>
      <table class="table fold">
        <thead>
          <tr>
            <th scope="col">{people.action}</th>
            {ROLES.map((role) => (
              <th scope="col">{roles[role]}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ACTIONS.map((action) => (
            <tr>
              <th scope="row">{people.actions[action]}</th>
              {ROLES.map((role) => (
                <td data-l={roles[role]}>
                  {may({ role }, action) ? people.may : <span class="dim">{people.mayNot}</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="dim">{people.ofBrands}</p>
    </section>
  );
}

interface BrandName {
  id: string;
  name: string;
}

function Rights({ view, brands, of }: { view: View; brands: readonly BrandName[]; of?: ListedPerson }) {
  const { web } = view.say;
  return (
    <>
      <label class="field">
        <span>{web.people.role}</span>
        <select name="role">
          {ROLES.map((role) => (
            <option value={role} selected={role === (of?.role ?? "manager")}>
              {web.roles[role]}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="line far">
        <legend>{web.people.brands}</legend>
        {brands.map(({ id, name }) => (
          <label>
            <input type="checkbox" name="brand" value={id} checked={of ? (of.brands?.includes(id) ?? true) : true} />
            {name}
          </label>
        ))}
      </fieldset>
    </>
  );
}

function Invite({ view, brands, link }: { view: View; brands: readonly BrandName[]; link: string | undefined }) {
  const { people } = view.say.web;
  return (
    <section class="panel stack tight">
      <h2>{people.invite}</h2>
      <form method="post" action="/people/invite" class="stack tight">
        <Rights view={view} brands={brands} />
        <button class="btn primary">{people.makeLink}</button>
      </form>
      {link !== undefined && (
        <label class="field">
          <span>{people.link}</span>
          <input readonly value={link} />
        </label>
      )}
    </section>
  );
}

/** Whoever has one of these links comes in, so each can be taken back. */
function Links({ view, links }: { view: View; links: readonly OpenLink[] }) {
  const { people, roles } = view.say.web;
  return (
    <section class="panel stack tight">
      <h2>{people.links}</h2>
      {links.map(({ id, name, login, role, expires_at }) => (
        <form method="post" action={`/people/links/${id}/off`} class="stack tight">
          <p>
            <b>{name ?? login ?? people.newcomer(roles[role])}</b>{" "}
            <span class="dim">{people.until(when(expires_at, view.now, view.timezone))}</span>
          </p>
          <button class="btn small">{people.takeLinkBack}</button>
        </form>
      ))}
    </section>
  );
}

function List({ view, list, brands }: { view: View; list: readonly ListedPerson[]; brands: readonly BrandName[] }) {
  const { people } = view.say.web;
  return (
    <table class="table fold">
      <thead>
        <tr>
          {Object.values(people.columns).map((column) => (
            <th scope="col">{column}</th>
          ))}
          <th scope="col">
            <span class="vh">{people.acts}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {list.map((person) => (
          <One view={view} person={person} brands={brands} />
        ))}
      </tbody>
    </table>
  );
}

function One({ view, person, brands }: { view: View; person: ListedPerson; brands: readonly BrandName[] }) {
  const { web } = view.say;
  const { people } = web;
  const isMe = person.id === view.person.id;
  const named = person.brands?.map((id) => brands.find((brand) => brand.id === id)?.name ?? id).join(", ");
  return (
    <tr class={person.off_at === null ? "" : "off"}>
      <td>
        <b>{person.name}</b> {isMe && <span class="tag">{people.you}</span>}
        {person.off_at !== null && <span class="tag">{people.off}</span>}
        <p class="dim">{person.login}</p>
      </td>
      <td data-l={people.columns.role}>{web.roles[person.role]}</td>
      <td data-l={people.columns.brands}>{named ?? web.allBrands}</td>
      <td data-l={people.columns.seen}>
        {person.last_seen_at === null ? people.never : when(person.last_seen_at, view.now, view.timezone)}
      </td>
      <td>{!isMe && <Acts view={view} person={person} brands={brands} />}</td>
    </tr>
  );
}

function Acts({ view, person, brands }: { view: View; person: ListedPerson; brands: readonly BrandName[] }) {
  const { people } = view.say.web;
  const at = `/people/${person.id}`;
  return (
    <details>
      <summary>{people.change}</summary>
      <div class="stack tight">
        <form method="post" action={`${at}/rights`} class="stack tight">
          <Rights view={view} brands={brands} of={person} />
          <button class="btn small">{people.save}</button>
        </form>
        <form method="post" action={`${at}/link`}>
          <button class="btn small">{people.passwordLink}</button>
        </form>
        <form method="post" action={`${at}/${person.off_at === null ? "off" : "on"}`}>
          <button class="btn small">{person.off_at === null ? people.dismiss : people.takeBack}</button>
        </form>
      </div>
    </details>
  );
}
