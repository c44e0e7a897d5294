/** What a hub asks of a cell so that it can tell people of what happens there, and take their presses to it. */
import { z } from "zod";
import { CHANNELS } from "../../domain/alert/channel-name.ts";
import { deedForm } from "../../domain/alert/deed.ts";
import { ALERT_KINDS } from "../../domain/alert/event.ts";

const MOST_EVENTS = 200;
const MOST_STATES = 500;

const text = z.string();
const id = z.int().min(1);
const version = z.int().min(0);
/** A place in what has happened in a cell: the number of an event and its key, which shows that it still means this one. */
const feedPlace = z.strictObject({ id: z.int().min(0), key: text.max(1000) });
const read = text.max(64).nullable();
const locale = z.enum(["ru", "en"]);

/** As in `METHODS`. */
export const TELLING = {
  /** What people are told of: the events behind a place; null: from now on. */
  alerts: {
    takes: z.strictObject({ after: feedPlace.nullable(), limit: z.int().min(1).max(MOST_EVENTS) }),
    gives: z.object({
      /** `event`: as in `domain/alert/event.ts`, with the item's number in the cell. */
      events: z.array(z.object({ key: text, at: z.number(), event: z.unknown() })),
      after: z.object({ id: z.int(), key: text }),
    }),
    needs: null,
  },
  /** The hub's bots by their fingerprints: a cell that has one of them as well leaves it to the hub, and says so. */
  bots: {
    takes: z.strictObject({
      bots: z.array(z.strictObject({ channel: z.enum(["telegram", "max"]), print: text.max(64) })).max(10),
    }),
    gives: z.object({ shared: z.array(z.enum(["telegram", "max"])) }),
    needs: null,
  },
  /** How items stand, for messages that show them; those that are gone are left out. `words`: with the buyer's. */
  states: {
    takes: z.strictObject({ ids: z.array(id).max(MOST_STATES), words: z.boolean() }),
    gives: z.array(
      z.object({
        id,
        face: text,
        open: z.boolean(),
        version: z.int(),
        /** Another draft is being written. */
        writing: z.boolean(),
        words: text.nullable(),
      }),
    ),
    needs: null,
  },
  /** The card of an item as a message, as the person may see it; null: it is none of theirs. */
  card: {
    takes: z.strictObject({
      id,
      /** What it tells of, with the item's number as the hub has it; null: nothing more. */
      event: z.unknown(),
      shows: text.max(100),
      limit: z.int().min(100).max(1_000_000),
      receivers: z.array(z.strictObject({ id: z.int(), name: text.max(200) })).max(50),
      page: z.url().max(2000),
      locale,
      timezone: text.max(100),
    }),
    gives: z
      .object({
        message: z.object({
          text,
          marks: z.array(z.object({ as: z.enum(["bold", "quote"]), from: z.int(), to: z.int() })),
          link: z.exactOptional(z.object({ label: text, url: text })),
        }),
        buttons: z.array(z.array(z.object({ label: text, action: text }))),
        version: z.int(),
        isOver: z.boolean(),
        face: text,
        read,
      })
      .nullable(),
    needs: "look",
  },
  /** What a button or a reply in a messenger is to do, with the text that was read. Brought again, it is done once. */
  press: {
    takes: z.strictObject({
      id,
      press: text.min(16).max(200),
      deed: deedForm,
      told: z.enum(ALERT_KINDS).nullable(),
      version,
      read,
      surface: z.enum(CHANNELS),
      locale,
    }),
    gives: z.object({
      /** `over`: it was decided before. `changed`: another text stands there. */
      outcome: z.enum(["done", "over", "changed", "refused"]),
      say: text,
      /** What the card shows from now on. */
      shows: text.nullable(),
    }),
    needs: "decide",
  },
} as const;
