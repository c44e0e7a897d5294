import { sameAnswer } from "../domain/same-answer.ts";
import type { RemoteAnswer } from "../marketplaces/marketplace.ts";
import type { Reader } from "../store/db.ts";
import { attemptsOf } from "../store/tables/publish-attempts.ts";
import { responseOf } from "../store/tables/responses.ts";

/**
 * Whether an answer at the marketplace is one of ours: by the id that the marketplace gave us, else by a text that we
 * may have sent. An answer that a person has written in the cabinet is never ours, also not while a send is open.
 */
export function isOurs(
  reader: Reader,
  itemId: number,
  { remoteId, text }: Pick<RemoteAnswer, "remoteId" | "text">,
): boolean {
  const sent = attemptsOf(reader, itemId).filter(({ outcome }) => outcome !== "refused" && outcome !== "not_sent");
  const ids = [responseOf(reader, itemId)?.remote_id, ...sent.map((attempt) => attempt.remote_id)];
  if (remoteId !== null && ids.includes(remoteId)) return true;
  return sent.some((attempt) => sameAnswer(attempt.text, text));
}
