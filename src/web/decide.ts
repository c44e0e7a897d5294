/** What the buttons of an item do, and how a refusal is said without losing what was typed. */
import type { Decided, Decision, ItemDocument } from "../desk/items-api.ts";
import type { Refused } from "../desk/refusal.ts";
import type { Person } from "../domain/access.ts";
import { isBeingDrafted } from "../domain/item.ts";
import type { Texts } from "../texts/texts.ts";
import { askingOf } from "./asking.ts";
import type { PageItems } from "./parts.ts";
import type { Trouble } from "./item/card.tsx";

interface Wish {
  id: number;
  /** The version of the answer that was on the page. */
  version: number;
  text: string;
}

/** A decision that was carried out, or why it was not. */
export type Outcome = { done: Decided } | { trouble: Trouble };

/** Carries decisions out in a person's name, limited to their brands. */
export function createDecide(items: PageItems, { web }: Pick<Texts, "web">) {
  async function decide(person: Person, id: number, decision: Decision): Promise<Decided | Refused> {
    return items.decide(id, decision, askingOf(person));
  }

  /** Stores the text when it differs; the version afterwards, or why it was not stored. */
  async function save(
    person: Person,
    { id, version, text }: Wish,
  ): Promise<{ version: number } | { trouble: Trouble }> {
    const stored = await items.get(id, person.brands);
    if ("refused" in stored) return { trouble: { message: stored.refused.message, typed: text } };
    if (stored.answer?.text === text && !isBeingDrafted(stored.status)) return { version };
    const outcome = await decide(person, id, { action: "edit", text, version });
    if ("refused" in outcome) return { trouble: troubleOf(outcome, text) };
    return { version: outcome.version ?? version };
  }

  function troubleOf({ refused }: Refused, typed: string): Trouble {
    const { current } = refused;
    const isStale = current !== undefined;
    const message = isStale ? web.case.changed : refused.message;
    return { message, typed, ...(current && { theirs: current.text }) };
  }

  return {
    save,
    /**
     * Stores what was typed and approves exactly that. A text with remarks is sent only when they were read.
     * @param sure whether the person has seen the remarks of this very text
     */
    async send(person: Person, wish: Wish, sure: boolean): Promise<Outcome> {
      const saved = await save(person, wish);
      if ("trouble" in saved) return saved;
      const stored = await items.get(wish.id, person.brands);
      const hasRemarks = !("refused" in stored) && (stored.answer?.problems.length ?? 0) > 0;
      // Remarks that came with this very edit were not on the page yet.
      const areRead = sure && saved.version === wish.version;
      if (hasRemarks && !areRead) return { trouble: { message: web.case.sure, asksToConfirm: true } };
      const outcome = await decide(person, wish.id, { action: "approve", version: saved.version });
      return "refused" in outcome ? { trouble: troubleOf(outcome, wish.text) } : { done: outcome };
    },
    /** Leaves a note for colleagues; one that is refused is not lost. */
    async note(person: Person, id: number, text: string): Promise<Outcome> {
      const outcome = await decide(person, id, { action: "note", text });
      return "refused" in outcome ? { trouble: { message: outcome.refused.message, note: text } } : { done: outcome };
    },
    async simple(person: Person, id: number, decision: Decision, typed = ""): Promise<Outcome> {
      const outcome = await decide(person, id, decision);
      if (!("refused" in outcome)) return { done: outcome };
      return { trouble: typed === "" ? { message: outcome.refused.message } : troubleOf(outcome, typed) };
    },
  };
}

/** Whether the item's answer can be sent together with others: there is one, and nothing objects to it. */
export function canSendAlong(item: ItemDocument): boolean {
  return item.answer !== null && item.answer.problems.length === 0;
}
