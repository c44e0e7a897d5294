/** @jsxImportSource hono/jsx */
import { may } from "../../domain/access.ts";
import { Icon } from "../icons.tsx";
import { when } from "../say.ts";
import { RulesAside, TrialItems } from "./aside.tsx";
import { areUnread, RULES_AT, type RulesPage } from "./data.ts";
import { RuleList } from "./list.tsx";

/** What goes out without people: the rules in their order, how much of it, the stop, and a trial. */
export function RulesMain({ page }: { page: RulesPage }) {
  const { rules } = page.view.say.web;
  const canWrite = page.may.change && !areUnread(page);
  return (
    <main id="main" class="page">
      <div class="page-head">
        {page.cell !== undefined && (
          <p>
            <a href={RULES_AT}>{rules.cells.back}</a>
          </p>
        )}
        <h1>{page.cell === undefined ? rules.name : rules.cells.of(page.cell)}</h1>
        <p class="dim">{rules.why}</p>
        <div class="line end">
          <form action={`${page.base}#trial`}>
            <button class="btn" name="try" value="1">
              {rules.try}
            </button>
          </form>{" "}
          {canWrite && (
            <a class="btn primary" href={`${page.base}?edit=new#rule-new`}>
              {rules.add}
            </a>
          )}
        </div>
      </div>
      <Warnings page={page} />
      <div class="with-side">
        <div>
          <RuleList page={canWrite ? page : { ...page, may: { ...page.may, change: false }, editing: undefined }} />
          <Origin page={page} />
        </div>
        <RulesAside page={page} />
      </div>
      {page.trial && <TrialItems page={page} trial={page.trial} />}
    </main>
  );
}

function Warnings({ page }: { page: RulesPage }) {
  const { web } = page.view.say;
  const { rules } = web;
  const { problem } = page.rules;
  const { person } = page.view;
  return (
    <>
      {page.trouble !== undefined && (
        <p class="alert bad" role="alert">
          <Icon name="alert" />
          <span>{page.trouble}</span>
        </p>
      )}
      {page.isOn.value !== true && (
        <p class="alert bad">
          <Icon name="pause" />
          <span>{rules.stopped}</span>
        </p>
      )}
      {problem !== null && (
        <p class="alert warn">
          <Icon name="alert" />
          <span>
            {areUnread(page) ? rules.unread : rules.misfit} <span lang="en">{problem}</span>
          </span>
        </p>
      )}
      {!page.may.change && (
        <p class="alert">
          <Icon name="lock" />
          <span>{may(person, "rules") ? rules.allBrandsOnly : rules.mayRead(web.roles[person.role])}</span>
        </p>
      )}
    </>
  );
}

/** Whether the rules are those of the file, or who changed them here last. */
function Origin({ page }: { page: RulesPage }) {
  const { rules } = page.view.say.web;
  const { changed } = page.rules;
  const { now, timezone } = page.view;
  return <p class="dim">{changed ? rules.changed(when(changed.at, now, timezone), changed.by) : rules.fromFile}</p>;
}
