import type { Person } from "../domain/access.ts";
import { actorOfHub } from "../domain/via-hub.ts";
import { actorOf } from "../decisions/people.ts";
import type { Texts } from "../texts/texts.ts";
import { actorInWords } from "./say.ts";

/** What people are called, by their stored actor. */
export type Names = ReadonlyMap<string, string>;

export function namesOf(people: readonly Pick<Person, "login" | "name">[]): Names {
  return new Map(people.map((person) => [actorOf(person), person.name]));
}

/** A stored actor as colleagues know it: a person by name, and not by sign-in name. */
export function nameOf(say: Pick<Texts, "actors" | "tasks" | "web">, names: Names, actor: string): string {
  const elsewhere = actorOfHub(actor);
  // The hub's people are not those of the same name here.
  if (elsewhere !== undefined) return say.web.cells.via(actorInWords(say, elsewhere));
  return names.get(actor) ?? actorInWords(say, actor);
}
