/** In a cell: a press that its hub has brought, carried out once, however often it is brought. */
import type { Args, Asker, Gives } from "../../desk/cell/methods.ts";
import { textHash } from "../../desk/cell/text-hash.ts";
import { statusLine } from "../../desk/card-status.ts";
import { refuseWhileMoving } from "../../decisions/refuse-while-moving.ts";
import { sees } from "../../domain/access.ts";
import { RefusedDecision, whyNot } from "../../domain/refused-decision.ts";
import { actorViaHub } from "../../domain/via-hub.ts";
import type { Tx } from "../../store/db.ts";
import { insertAudit } from "../../store/tables/audit.ts";
import { insertHubPress, outcomeOfPress } from "../../store/tables/hub-presses.ts";
import { itemById } from "../../store/tables/items.ts";
import { answerText, responseOf } from "../../store/tables/responses.ts";
import { textsOf } from "../../texts/texts.ts";
import type { AlertDeps } from "./alert-deps.ts";
import { carryOut, standsThere } from "./carry-out.ts";

type PressDeps = Pick<AlertDeps, "db" | "clock" | "config" | "enqueue">;
type Outcome = Gives<"press">;

export async function pressOfHub(deps: PressDeps, asker: Asker, args: Args<"press">): Promise<Outcome> {
  const inWords = { ...deps, config: { ...deps.config, locale: args.locale } };
  try {
    return await deps.db.write((tx) => once(tx, inWords, asker, args));
  } catch (error) {
    if (!(error instanceof RefusedDecision)) throw error;
    return { outcome: "refused", say: whyNot(error)(textsOf(args.locale)), shows: null };
  }
}

function once(tx: Tx, deps: PressDeps, asker: Asker, args: Args<"press">): Outcome {
  const known = outcomeOfPress(tx, args.press);
  if (known !== undefined) return JSON.parse(known) as Outcome;
  const outcome = decide(tx, deps, asker, args);
  if (outcome.outcome !== "done") return outcome;
  const now = deps.clock.now();
  const { press, id, deed, surface } = args;
  const after = { surface, did: deed.do };
  insertAudit(tx, { actor: actorViaHub(asker.login), action: "press", itemId: id, after }, now);
  insertHubPress(tx, { id: press, item_id: id, outcome: JSON.stringify(outcome), at: now });
  return outcome;
}

function decide(tx: Tx, deps: PressDeps, asker: Asker, args: Args<"press">): Outcome {
  const { id, deed, told, version, read } = args;
  const words = textsOf(args.locale).cards.toasts;
  const item = itemById(tx, id);
  if (!item || !sees(asker, item.brand_id)) return { outcome: "refused", say: words.unknown, shows: null };
  refuseWhileMoving(tx, id);
  const status = statusLine(tx, deps, item, told ?? undefined);
  const isOpen = deed.do === "undo" ? item.status === "approved" : status === undefined;
  if (!isOpen)
    return { outcome: "over", say: status === undefined ? words.unknown : words.already(status), shows: null };
  if (deed.do === "edit" && standsThere(tx, id, deed.text)) return { outcome: "over", say: "", shows: null };
  const response = responseOf(tx, id);
  const isRead = (response?.version ?? 0) === version && (response ? textHash(answerText(response)) : null) === read;
  if (deed.do !== "undo" && !isRead) return { outcome: "changed", say: words.changed, shows: null };
  const hand = { actor: actorViaHub(asker.login), item, told: told ?? undefined, version };
  const { say, shows } = carryOut(tx, deps, hand, deed);
  return { outcome: shows === null ? "refused" : "done", say, shows };
}
