import { Hono, type Context } from "hono";
import { z } from "zod";
import { MINUTE_MS } from "../../base/clock.ts";
import { may } from "../../domain/access.ts";
import { MOST_VARIANTS } from "../../domain/response.ts";
import { ITEM_REF, readRef, refOf } from "../../domain/item-ref.ts";
import { LONGEST_NAME } from "../../domain/saved-reply.ts";
import type { Decision } from "../../desk/items-api.ts";
import { textsOf } from "../../texts/texts.ts";
import type { WebEnv } from "../web-env.ts";
import { createDecide, type Outcome } from "../decide.ts";
import { bodyOf, typed } from "../form.ts";
import { REMINDERS } from "./dialogs.tsx";
import { insertReply } from "./insert.ts";
import { showInbox } from "../list-routes.tsx";
import type { WebParts } from "../parts.ts";

/** The path of an item. */
const ITEM = `/items/:id{${ITEM_REF}}`;

const version = z.coerce.number().int().min(0);
/** Only addresses of our own pages; anything else would make the page a way to other sites. */
const place = z
  .string()
  .regex(new RegExp(`^/(inbox|sent)(/${ITEM_REF})?(\\?[^\\s\\\\]*)?$`))
  .catch("/inbox");

const answerForm = z.object({
  do: z.enum(["keep", "send", "sure", "save", "undo", "retry"]).catch("keep"),
  text: typed(20_000),
  insert: z.string().max(LONGEST_NAME).optional(),
  version,
  back: place,
  next: place,
});
const wordsForm = z.object({
  version,
  next: place,
  reason: z.string().max(200).default(""),
  note: typed(400),
  to: z.string().max(100).default(""),
  remind: z.enum(REMINDERS).default("60"),
});
const noteForm = z.object({ note: z.string().default(""), back: place });
const againForm = z
  .object({
    instructions: z.string().trim().max(500).default(""),
    variants: z.coerce.number().int().min(2).max(MOST_VARIANTS).optional(),
  })
  .refine(({ instructions, variants }) => instructions !== "" || variants !== undefined);
const choiceForm = z.object({ version, place: z.coerce.number().int().min(1).max(MOST_VARIANTS) });

/** What the buttons of an item's card do. Each decision names the version of the answer that was on the page. */
export function itemRoutes(parts: WebParts): Hono<WebEnv> {
  const decide = createDecide(parts.items, textsOf(parts.config.locale));
  const app = new Hono<WebEnv>();

  app.use("/items/*", async (c, next) => (may(c.get("person"), "decide") ? next() : c.text("forbidden", 403)));

  app.post(ITEM, async (c) => {
    const id = idOf(c);
    const person = c.get("person");
    const form = answerForm.parse(await bodyOf(c));
    if (form.insert !== undefined) return insertReply(parts, c, id, { ...form, name: form.insert });
    const wish = { id, version: form.version, text: form.text };
    switch (form.do) {
      case "send":
      case "sure":
        return answer(c, id, form.next, await decide.send(person, wish, form.do === "sure"));
      case "save": {
        const saved = await decide.save(person, wish);
        return "trouble" in saved ? showInbox(parts, c, id, saved.trouble) : c.redirect(cardAt(id, form.back), 303);
      }
      case "undo":
      case "retry":
        return answer(c, id, cardAt(id, form.back), await decide.simple(person, id, { action: form.do }));
      default:
        return c.redirect(cardAt(id, form.back), 303);
    }
  });
  app.post(`${ITEM}/undo`, async (c) => {
    const id = idOf(c);
    const to = place.parse(c.req.query("back"));
    return answer(c, id, cardAt(id, to), await decide.simple(c.get("person"), id, { action: "undo" }));
  });
  app.post(`${ITEM}/:action{(?:escalate|skip)}`, async (c) => {
    const id = idOf(c);
    const { next, ...words } = wordsForm.parse(await bodyOf(c));
    const decision = c.req.param("action") === "skip" ? skipping(words) : handingOn(words);
    return answer(c, id, next, await decide.simple(c.get("person"), id, decision));
  });

  addRedrafts(app, parts, decide);
  addNotes(app, parts, decide);

  /** On to the list, with what can be taken back; or the card again, with what went wrong and what was typed. */
  function answer(c: Context<WebEnv>, id: number, to: string, outcome: Outcome): Response | Promise<Response> {
    if ("trouble" in outcome) return showInbox(parts, c, id, outcome.trouble);
    const { send_at: sendAt } = outcome.done;
    if (!sendAt) return c.redirect(to, 303);
    const sent = `sent=${refOf(id)}-${Date.parse(sendAt)}`;
    return c.redirect(`${to}${to.includes("?") ? "&" : "?"}${sent}`, 303);
  }
  return app;
}

/** Another draft, several of them, and the choice among those; the card stays open. */
function addRedrafts(app: Hono<WebEnv>, parts: WebParts, decide: ReturnType<typeof createDecide>): void {
  const backToCard = (c: Context<WebEnv>, id: number, outcome: Outcome) =>
    "trouble" in outcome ? showInbox(parts, c, id, outcome.trouble) : c.redirect(`/inbox/${refOf(id)}`, 303);

  app.post(`${ITEM}/regenerate`, async (c) => {
    const id = idOf(c);
    const form = againForm.safeParse(await bodyOf(c)).data;
    if (!form) return c.redirect(`/inbox/${refOf(id)}`, 303);
    const decision = { action: "regenerate", ...form } as const;
    const outcome = await decide.simple(c.get("person"), id, decision);
    return backToCard(c, id, outcome);
  });
  app.post(`${ITEM}/choose`, async (c) => {
    const id = idOf(c);
    const decision = { action: "choose", ...choiceForm.parse(await bodyOf(c)) } as const;
    const outcome = await decide.simple(c.get("person"), id, decision);
    return backToCard(c, id, outcome);
  });
}

/** Notes for colleagues; the card stays open at them. */
function addNotes(app: Hono<WebEnv>, parts: WebParts, decide: ReturnType<typeof createDecide>): void {
  app.post(`${ITEM}/notes`, async (c) => {
    const id = idOf(c);
    const form = noteForm.parse(await bodyOf(c));
    const outcome = await decide.note(c.get("person"), id, form.note);
    if ("trouble" in outcome) return showInbox(parts, c, id, outcome.trouble);
    return c.redirect(`${cardAt(id, form.back)}#notes`, 303);
  });
}

function idOf(c: Context<WebEnv>): number {
  return readRef(c.req.param("id") ?? "") ?? 0;
}

type Words = Omit<z.infer<typeof wordsForm>, "next">;

function skipping({ version: seen, reason }: Words): Decision {
  return { action: "skip", reason, version: seen };
}

/** The chosen reason, and what should be done in the person's own words. */
function handingOn({ version: seen, reason, note, to, remind }: Words): Decision {
  const words = [reason, note].filter(Boolean).join(": ");
  const remindMs = remind === "0" ? null : Number(remind) * MINUTE_MS;
  return { action: "escalate", reason: words, version: seen, remindMs, ...(to && { to }) };
}

/** The card of an item over the same list. */
function cardAt(id: number, list: string): string {
  return list.replace(new RegExp(`^/inbox(/${ITEM_REF})?`), `/inbox/${refOf(id)}`);
}
