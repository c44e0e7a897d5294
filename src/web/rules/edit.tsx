/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../domain/analysis.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";
import { ACTIONS } from "../../domain/policy.ts";
import type { Editing, RulesPage } from "./data.ts";
import { unshown, type RuleFields } from "./fields.ts";
import { Did, Switch } from "./did.tsx";

interface EditProps {
  page: RulesPage;
  editing: Editing;
  mark: Child;
}

/** A rule under the pen: all its conditions as fields, and what it does. */
export function EditRule({ page, editing, mark }: EditProps) {
  const { edit } = page.view.say.web.rules;
  const { place, rule } = editing;
  const at = place === "new" ? "new" : String(place + 1);
  return (
    <li class="rule edit" id={`rule-${at}`}>
      {mark}
      <form method="post" action={`${page.base}/${at}`} class="stack tight" aria-label={rule?.name ?? edit.fresh}>
        <input type="hidden" name="mark" value={page.rules.mark} />
        <input type="hidden" name="was" value={rule?.name ?? ""} />
        {/* Enter in a field does what the first button does: it tries the rule, and changes nothing. */}
        <button class="vh" tabindex={-1} formaction={`${page.base}/${at}/try`}>
          {edit.try}
        </button>
        <label class="field">
          <span>{edit.name}</span>
          <input name="name" value={editing.fields.name} required maxlength={100} autocomplete="off" />
        </label>
        {rule !== undefined && <Unshown page={page} editing={editing} />}
        <Main page={page} fields={editing.fields} />
        <More page={page} fields={editing.fields} />
        <p class="line">
          <span>{edit.then}</span>
          <select name="then" aria-label={edit.thenName}>
            {ACTIONS.map((one) => (
              <option value={one} selected={one === editing.fields.then}>
                {page.view.say.web.rules.does[one]}
              </option>
            ))}
          </select>
        </p>
        <Buttons page={page} at={at} isNew={place === "new"} />
        {rule !== undefined && <Did page={page} rule={rule} />}
      </form>
      {rule !== undefined && place !== "new" && (
        <div class="rule-on">
          <Switch page={page} rule={rule} place={place} />
        </div>
      )}
    </li>
  );
}

function Buttons({ page, at, isNew }: { page: RulesPage; at: string; isNew: boolean }) {
  const { edit } = page.view.say.web.rules;
  return (
    <div class="line">
      <button class="btn primary">{isNew ? edit.create : edit.save}</button>
      <button class="btn" formaction={`${page.base}/${at}/try`}>
        {edit.try}
      </button>
      <a class="btn" href={page.base}>
        {edit.cancel}
      </a>
      {!isNew && (
        <details class="end">
          <summary class="btn bad">{edit.remove}</summary>
          <button class="btn bad" formaction={`${page.base}/${at}/delete`} formnovalidate>
            {edit.reallyRemove}
          </button>
        </details>
      )}
    </div>
  );
}

/** Conditions that nothing fits: they stay unless somebody takes them out. */
function Unshown({ page, editing }: { page: RulesPage; editing: Editing }) {
  const { edit } = page.view.say.web.rules;
  const names = editing.rule ? unshown(editing.rule) : [];
  if (names.length === 0) return null;
  return (
    <div class="alert warn">
      <p>{edit.unshown(names.map((name) => edit.conditions[name]).join(", "))}</p>
      {names.map((name) => (
        <label class="tick">
          <input type="checkbox" name="drop" value={name} checked={editing.fields.drop.includes(name)} />
          {edit.drop(edit.conditions[name])}
        </label>
      ))}
    </div>
  );
}

interface FieldsProps {
  page: RulesPage;
  fields: RuleFields;
}

/** The conditions that most rules have, as one sentence. */
function Main({ page, fields }: FieldsProps) {
  const { web } = page.view.say;
  const { edit, types, sentiments } = web.rules;
  return (
    <>
      <div class="line">
        <span>{edit.platform}</span>
        <Marks name="mp" label={edit.platforms} of={PLATFORMS} given={fields.mp} say={(one) => web.short[one]} />
        <span>{edit.type}</span>
        <Marks name="type" label={edit.typeName} of={ITEM_TYPES} given={fields.type} say={(one) => types[one]} />
        <span>{edit.stars}</span>
        <Marks
          name="stars"
          label={edit.starsName}
          of={["1", "2", "3", "4", "5"]}
          given={fields.stars.map(String)}
          say={(one) => `${one}★`}
        />
        <span>{edit.buyer}</span>
        <Marks
          name="sentiment"
          label={edit.buyerName}
          of={SENTIMENTS}
          given={fields.sentiment}
          say={(one) => sentiments[one]}
        />
        <span>{edit.text}</span>
        <Choice name="text" label={edit.text} words={edit.choices} value={fields.text} />
        <span>{edit.photo}</span>
        <Choice name="photo" label={edit.photo} words={edit.choices} value={fields.photo} />
      </div>
      <p class="dim">{edit.nothing}</p>
    </>
  );
}

function More({ page, fields }: FieldsProps) {
  const { web, categories } = page.view.say;
  const { edit } = web.rules;
  const { words, sku, cancelled, category, attention, brand, account } = fields;
  const isUsed = words + sku + cancelled + attention !== "" || category.length + brand.length + account.length > 0;
  return (
    <details open={isUsed}>
      <summary>{edit.more}</summary>
      <div class="stack tight">
        <Lines name="words" label={edit.words} value={words} />
        <Boxes name="category" label={edit.category} of={CATEGORIES} given={category} say={(one) => categories[one]} />
        <Boxes
          name="topics"
          label={edit.attention}
          of={ATTENTIONS}
          given={fields.topics}
          say={(one) => web.attentions[one]}
        >
          <Choice name="attention" label={edit.attention} words={edit.attentions} value={attention} />
        </Boxes>
        <Lines name="sku" label={edit.sku} value={sku} />
        <Boxes
          name="brand"
          label={edit.brand}
          of={page.brands.map(({ id }) => id)}
          given={brand}
          say={(id) => page.brands.find((one) => one.id === id)?.name ?? id}
        />
        <Boxes name="account" label={edit.account} of={page.accounts} given={account} say={(id) => id} />
        <p class="line">
          <span>{edit.cancelled}</span>
          <Choice name="cancelled" label={edit.cancelled} words={edit.cancels} value={cancelled} />
        </p>
      </div>
    </details>
  );
}

interface ManyProps<T extends string> {
  name: string;
  label: string;
  of: readonly T[];
  given: readonly T[];
  say: (one: T) => string;
  children?: Child;
}

function Marks<T extends string>({ name, label, of, given, say }: ManyProps<T>) {
  return (
    <span class="seg" role="group" aria-label={label}>
      {of.map((one) => (
        <label>
          <input type="checkbox" name={name} value={one} checked={given.includes(one)} />
          {say(one)}
        </label>
      ))}
    </span>
  );
}

function Boxes<T extends string>({ name, label, of, given, say, children }: ManyProps<T>) {
  return (
    <fieldset class="line far">
      <legend>{label}</legend>
      {children}
      {of.map((one) => (
        <label>
          <input type="checkbox" name={name} value={one} checked={given.includes(one)} />
          {say(one)}
        </label>
      ))}
    </fieldset>
  );
}

function Lines({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <label class="field">
      <span>{label}</span>
      <textarea name={name} rows={3} maxlength={20_000}>
        {value}
      </textarea>
    </label>
  );
}

interface ChoiceProps {
  name: string;
  label: string;
  words: Readonly<Record<string, string>>;
  value: string;
}

function Choice({ name, label, words, value }: ChoiceProps) {
  return (
    <select name={name} aria-label={label}>
      {Object.entries(words).map(([one, word]) => (
        <option value={one} selected={one === value}>
          {word}
        </option>
      ))}
    </select>
  );
}
