/** Whose alerts a command is about, and who stands in the audit log for it. */
import type { Core } from "../../app.ts";
import { RefusedDecision } from "../../domain/refused-decision.ts";
import type { Person } from "../../domain/access.ts";
import { CHANNELS, type ChannelName } from "../../domain/alert/channel-name.ts";
import type { Context } from "../context.ts";
import { argument, mandatory } from "../parameters.ts";
import { oneOf, text } from "../values.ts";

/** The channels of people; a webhook is set up in the configuration. */
export type OwnChannel = Exclude<ChannelName, "webhook">;
const OWN = CHANNELS.filter((channel) => channel !== "webhook");

export const login = argument("<login>", "the sign-in name", text);
export const channel = mandatory(`--channel <${OWN.join("|")}>`, "by which channel", oneOf<OwnChannel>(OWN));

/** `cli:root`: nobody has signed in, whoever may use this machine has done it. */
export function atTerminal({ actor }: Pick<Context, "actor">): string {
  return actor.replace(/^person:/, "cli:");
}

/** @throws RefusedDecision `person.unknown`, `person.off` */
export async function activePerson({ people }: Pick<Core, "people">, typed: string): Promise<Person> {
  const person = await people.find(typed);
  if (person.off_at === null) return person;
  throw new RefusedDecision(`${person.login} is off and is told nothing`, {
    code: "person.off",
    say: ({ decisions }) => decisions["person.off"],
    hint: `Set them on first: reputation user on ${person.login}`,
  });
}
