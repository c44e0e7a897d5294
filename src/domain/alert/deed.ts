/** What is to be done with an item, in words that need no list: what a button or a text in a messenger comes to. */
import { z } from "zod";
import type { CardAction } from "./card-action.ts";

const words = z.string().max(1000);

export const deedForm = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("approve") }),
  z.strictObject({ do: z.literal("undo") }),
  /** Another draft, by this wish. */
  z.strictObject({ do: z.literal("again"), wish: words }),
  z.strictObject({ do: z.literal("skip"), reason: words.optional() }),
  /** To a person by name; without one to any senior. */
  z.strictObject({ do: z.literal("pass"), reason: words.optional(), to: z.string().max(200).optional() }),
  /** The answer becomes again what it was in that version. */
  z.strictObject({ do: z.literal("keep"), version: z.int().min(0) }),
  /** Another text for the answer. */
  z.strictObject({ do: z.literal("edit"), text: z.string().max(20_000) }),
]);
export type Deed = z.output<typeof deedForm>;

/** The wishes and reasons that buttons name by their place. */
interface Lists {
  agains: readonly string[];
  skipReasons: readonly string[];
  passReasons: readonly string[];
}

/** @param receivers by their numbers @returns undefined for a receiver who is none any more */
export function deedOf(
  action: Exclude<CardAction, { do: "menu" }>,
  { agains, skipReasons, passReasons }: Lists,
  receivers: readonly { id: number; name: string }[],
): Deed | undefined {
  switch (action.do) {
    case "approve":
    case "undo":
    case "keep":
      return action;
    case "again":
      return { do: "again", wish: agains[action.which] ?? "" };
    case "skip":
      return { do: "skip", reason: skipReasons[action.which] };
    case "pass": {
      const to = receivers.find(({ id }) => id === action.to)?.name;
      if (action.to !== null && to === undefined) return undefined;
      return { do: "pass", reason: passReasons[action.which], to };
    }
  }
}
