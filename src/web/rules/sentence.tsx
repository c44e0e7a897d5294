/** @jsxImportSource hono/jsx */
import type { Child } from "hono/jsx";
import { Stars } from "../inbox/row.tsx";
import type { View } from "../parts.ts";
import type { RulesPage } from "./data.ts";
import { starsOf, unshown, type Rule } from "./fields.ts";

const TONES = { approve: "ok", review: "", escalate: "bad", skip: "" } as const;

/** The rule in one sentence: if this and that, then it does so. */
export function Sentence({ rule, page }: { rule: Rule; page: RulesPage }) {
  const { rules } = page.view.say.web;
  const conditions = conditionsOf(rule, page);
  return (
    <p>
      {conditions.length === 0 ? rules.always : `${rules.if} `}
      {conditions.map((condition, at) => (
        <>
          {at > 0 && ", "}
          {condition}
        </>
      ))}
      , {rules.then} <b class={TONES[rule.then]}>{rules.does[rule.then]}</b>
    </p>
  );
}

function conditionsOf(rule: Rule, page: RulesPage): Child[] {
  const { say } = page.view;
  const { web, categories } = say;
  const { says, or, types, sentiments, edit } = web.rules;
  const { when } = rule;
  const nothing = unshown(rule).map((name) => says.nothing(edit.conditions[name]));
  const list = <T extends string>(
    values: readonly T[] | undefined,
    word: (one: T) => string,
    whole: (all: string) => string,
  ) => (values && values.length > 0 ? [whole(values.map(word).join(` ${or} `))] : []);
  const is = (value: boolean | undefined, words: { yes: string; no: string }) =>
    value === undefined ? [] : [value ? words.yes : words.no];
  const same = (text: string) => text;
  const theirs = <T extends string>(values: readonly T[] | undefined, known: readonly string[]) =>
    values?.filter((one) => known.includes(one));
  const brands = page.brands.map(({ id }) => id);
  const { attention } = when;
  return [
    ...list(when.platform, (one) => web.short[one], says.platform),
    ...list(when.type, (one) => types[one], same),
    ...stars(rule, page.view),
    ...list(when.sentiment, (one) => sentiments[one], says.buyer),
    ...list(when.category, (one) => categories[one], says.category),
    ...(typeof attention === "boolean" ? [attention ? says.attention.any : says.attention.no] : []),
    ...list(Array.isArray(attention) ? attention : undefined, (one) => web.attentions[one], says.topics),
    ...is(when.has_text, says.text),
    ...is(when.has_photo, says.photo),
    ...is(when.order_cancelled, says.cancelled),
    ...words(when.words, says.words),
    ...list(theirs(when.brand, brands), (id) => page.brands.find((one) => one.id === id)?.name ?? id, says.brand),
    ...list(theirs(when.account, page.accounts), same, says.account),
    ...list(when.sku, same, says.sku),
    ...nothing,
  ];
}

const SHOWN_WORDS = 12;

function words(values: readonly string[] | undefined, name: string): Child[] {
  if (!values || values.length === 0) return [];
  const more = values.length - SHOWN_WORDS;
  return [
    <>
      {name}{" "}
      {values.slice(0, SHOWN_WORDS).map((word, at) => (
        <>
          {at > 0 && ", "}
          <q>{word}</q>
        </>
      ))}
      {more > 0 && ` + ${more}`}
    </>,
  ];
}

function stars({ when }: Rule, { say }: View): Child[] {
  const taken = starsOf(when.rating);
  if (taken.length === 0) return [];
  const { says, or } = say.web.rules;
  if (taken.length > 2) return [says.starsFrom(taken[0] ?? 1, taken.at(-1) ?? 5)];
  return [
    taken.map((rating, at) => (
      <>
        {at > 0 && ` ${or} `}
        <Stars web={say.web} item={{ rating, item_type: "review" }} />
      </>
    )),
  ];
}
