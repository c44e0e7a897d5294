import { sameWords, wordsAfter } from "../../domain/buyer-words.ts";
import { sameAnswer } from "../../domain/same-answer.ts";
import { wordsOf } from "../../decisions/change.ts";
import type { CloseReason } from "../../decisions/close.ts";
import { isOurs } from "../../decisions/ours.ts";
import type { RemoteAnswer, RemoteState } from "../../marketplaces/marketplace.ts";
import type { Reader } from "../../store/db.ts";
import type { Item } from "../../store/tables/items.ts";
import { attemptsOf } from "../../store/tables/publish-attempts.ts";
import type { Texts } from "../../texts/texts.ts";

/** What a reading means for an answer that is about to be sent. */
export type Meaning =
  /** The item wants no answer from us any more. */
  | { does: "close"; reason: CloseReason }
  /** The answer stands there already: an earlier send has arrived. */
  | { does: "found"; answer: RemoteAnswer }
  /** Only a person can go on, for this reason. */
  | { does: "give back"; why: keyof Texts["moderation"] }
  /** The buyer has changed words or stars since the answer was written. */
  | { does: "start again" }
  /** Nothing speaks against sending. `earlier` is the answer that the text replaces. */
  | { does: "send"; earlier: RemoteAnswer | undefined };

interface About {
  item: Item;
  /** The text that is about to be sent. */
  text: string;
  /** Whether a rule approved it, and no person. */
  byRule: boolean;
  /** Whether a send with an unknown outcome is open. */
  isOpen: boolean;
}

/** Decides what to do from what the marketplace says about the item right now. */
export function meaningOf(reader: Reader, about: About, remote: RemoteState): Meaning {
  if (remote.status === "gone") return { does: "close", reason: "withdrawn" };
  const meaning = remote.status === "answered" ? ofAnswers(reader, about, remote) : SEND;
  const before = wordsOf(about.item);
  const changed = remote.buyer !== null && !sameWords(before, wordsAfter(before, remote.buyer));
  return meaning.does === "send" && changed ? { does: "start again" } : meaning;
}

const SEND: Meaning = { does: "send", earlier: undefined };

type Answered = Extract<RemoteState, { status: "answered" }>;

function ofAnswers(reader: Reader, about: About, { answer, others = [] }: Answered): Meaning {
  const answers = [answer, ...others];
  const isSame = (one: RemoteAnswer) => sameAnswer(about.text, one.text);
  const ours = answers.find((one) => isOurs(reader, about.item.id, one)) ?? answers.find(isSame);
  if (ours) return ofOurs(reader, about, ours);
  // Ozon shows an answer only after its moderation. That it holds one, after a send of ours, is what can be known now.
  if (answer.text === "" && about.isOpen) return { does: "found", answer };
  if (answers.some(({ moderation }) => moderation !== "rejected"))
    return { does: "close", reason: "answered_in_cabinet" };
  // Nothing stands there: moderation has rejected what somebody wrote in the cabinet.
  if (answer.final) return { does: "give back", why: "noEditLeft" };
  return about.byRule ? { does: "give back", why: "rejectedBefore" } : { does: "send", earlier: answer };
}

/** An earlier text of ours is replaced: the buyer has changed the review, or a person has changed the answer. */
function ofOurs(reader: Reader, { item, text }: About, ours: RemoteAnswer): Meaning {
  const sent = attemptsOf(reader, item.id).find(({ remote_id }) => remote_id !== null && remote_id === ours.remoteId);
  const isThisText = sameAnswer(text, ours.text) || (sent !== undefined && sameAnswer(text, sent.text));
  if (isThisText) {
    return ours.moderation === "rejected" ? { does: "give back", why: "rejected" } : { does: "found", answer: ours };
  }
  return ours.final ? { does: "give back", why: "noEditLeft" } : { does: "send", earlier: ours };
}
