import type { Person } from "../domain/access.ts";
import { actorOf } from "../decisions/people.ts";
import type { Texts } from "../texts/texts.ts";
import { actorInWords } from "./say.ts";

/** What people are called, by their stored actor. */
export type Names = ReadonlyMap<string, string>;

export function namesOf(people: readonly Pick<Person, "login" | "name">[]): Names {
  return new Map(people.map((person) => [actorOf(person), person.name]));
}

/** A stored actor as colleagues know it: a person by name, and not by sign-in name. */
export function nameOf(say: Pick<Texts, "actors" | "tasks">, names: Names, actor: string): string {
  return names.get(actor) ?? actorInWords(say, actor);
}
