/** What a hub asks of a cell about its program. */
import { z } from "zod";
import { CHANNELS } from "../../domain/alert/channel-name.ts";
import { PAUSABLE, type Pausable } from "../../store/tables/pauses.ts";
import { ITEM_TYPES, PLATFORMS } from "../../domain/platform.ts";

const text = z.string();
const count = z.int();
const moment = z.number().nullable();
const happened = z.object({ code: text, message: text });

const pause = z.object({ since: z.number(), by: text });
type Paused = Record<Pausable, ReturnType<typeof z.exactOptional<typeof pause>>>;
/** The pause of a lane that only a newer cell has is left out. */
const paused = z.object(Object.fromEntries(PAUSABLE.map((lane) => [lane, z.exactOptional(pause)])) as Paused);

const overview = z.object({
  daemon: z.object({ started_at: z.number() }).nullable(),
  jobs: z.object({ running: count, ready: count, scheduled: count }),
  unsent: count,
  failed_24h: count,
  published_24h: count,
  open_outcomes: count,
  quarantined: count,
  clock_wrong_ms: moment,
  ai_today: z.object({ tokens: z.number() }),
  ai_holds: z.array(happened),
  paused,
  channels: z.array(
    z.object({
      channel: z.enum(CHANNELS),
      away_since: moment,
      waiting: count,
      last_24h: z.object({ sent: count, folded: count, gave_up: count, moot: count }),
      last_sent_at: moment,
    }),
  ),
});

const account = z.object({
  id: text,
  platform: z.enum(PLATFORMS),
  polls: z.array(
    z.object({
      last_poll_at: moment,
      last_poll_status: z.enum(["success", "error"]).nullable(),
      last_poll_error_code: text.nullable(),
      consecutive_errors: count,
      circuit_open_until: moment,
      items_fetched_last: count,
    }),
  ),
  key: z.object({ expires_at: moment }).nullable(),
  holds: z.array(happened),
  late: z.array(z.object({ account: text, itemType: z.enum(ITEM_TYPES), lastSuccess: moment })),
});

export const PROGRAM_METHODS = {
  /** Accounts are those that concern who asks. */
  program: {
    takes: z.strictObject({}),
    gives: z.object({
      overview,
      accounts: z.array(account),
      backup: z.object({ at: moment, isOld: z.boolean() }).nullable(),
    }),
    needs: "look",
  },
  poll: {
    takes: z.strictObject({ account: text.min(1).max(200) }),
    /** False when there is no such account. */
    gives: z.object({ asked: z.boolean() }),
    needs: "poll",
  },
} as const;
