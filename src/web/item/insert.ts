import type { Context } from "hono";
import { filledIn } from "../../domain/saved-reply.ts";
import { textsOf } from "../../texts/texts.ts";
import { showInbox } from "../list-routes.tsx";
import { brandOf, type WebParts } from "../parts.ts";
import type { WebEnv } from "../web-env.ts";

/** What was typed, over which version of the answer, and the saved reply that is to follow it. */
interface Insertion {
  text: string;
  version: number;
  name: string;
}

/**
 * The card again, with a saved reply after what was typed; nothing is stored. An answer that a colleague has changed
 * meanwhile is shown beside it, since the next decision counts for that one.
 */
export async function insertReply(parts: WebParts, c: Context<WebEnv>, id: number, { text, version, name }: Insertion) {
  const { web } = textsOf(parts.config.locale);
  const item = await parts.items.get(id, c.get("person").brands);
  if ("refused" in item) return showInbox(parts, c, id, { message: item.refused.message });
  const brand = brandOf(parts, item);
  const reply = brand?.saved_replies.find((one) => one.name === name);
  const typed = reply ? [text.trimEnd(), filledIn(reply.text, item)].filter(Boolean).join("\n") : text;
  if ((item.answer?.version ?? 0) !== version)
    return showInbox(parts, c, id, { message: web.case.changed, typed, theirs: item.answer?.text });
  return showInbox(parts, c, id, reply ? null : { message: web.saved.gone }, typed);
}
