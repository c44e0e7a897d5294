/** In a cell: what a hub draws its messages of. */
import type { Args, Asker, Gives } from "../../desk/cell/methods.ts";
import { sees } from "../../domain/access.ts";
import { actionText } from "../../domain/alert/card-action.ts";
import { alertEvent } from "../../domain/alert/event.ts";
import { buyerText, isStillOpen } from "../../domain/item.ts";
import { jobKey } from "../../domain/job.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { faceOf } from "../../store/tables/alert-cards.ts";
import { itemById } from "../../store/tables/items.ts";
import { liveJob } from "../../store/tables/jobs.ts";
import { responseOf } from "../../store/tables/responses.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { drawnCard } from "./own-views.ts";

type ShownDeps = Pick<AlertDeps, "db" | "clock" | "config">;

/** The card as this person may see it; null for an item that is gone, or is none of theirs. */
export async function cardForHub(deps: ShownDeps, asker: Asker, args: Args<"card">): Promise<Gives<"card">> {
  const { id, shows, limit, receivers, page, locale, timezone } = args;
  const { db, clock, config } = deps;
  const item = itemById(db, id);
  if (item && !sees(asker, item.brand_id)) return null;
  const event = alertEvent.safeParse(args.event).data;
  const about = { itemId: id, shows, limit, receivers, page, event, person: asker };
  const around = { clock, config: { ...config, locale, timezone } };
  const { message, buttons, version, isOver, face, read } = drawnCard(db, around, about);
  const rows = buttons.map((row) => row.map(({ label, action }) => ({ label, action: actionText(action) })));
  return { message: { ...message, marks: [...(message.marks ?? [])] }, buttons: rows, version, isOver, face, read };
}

/** How each of the items stands; those that are gone are left out. */
export async function statesForHub({ db }: ShownDeps, { ids, words }: Args<"states">): Promise<Gives<"states">> {
  return ids.flatMap((id) => {
    const item = itemById(db, id);
    if (!item) return [];
    return {
      id,
      face: faceOf(item),
      open: isStillOpen(item.status),
      version: responseOf(db, id)?.version ?? 0,
      writing: liveJob(db, jobKey("regenerate_response", id)) !== undefined,
      words: words ? safeLine(buyerText(item)).slice(0, LONGEST_LINE).toWellFormed() : null,
    };
  });
}

const LONGEST_LINE = 300;
