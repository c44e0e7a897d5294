/** A press and a reply whose item is in a cell: who may is found out here, what is decided there. */
import { createHash } from "node:crypto";
import type { Args, Asker, Gives } from "../../desk/cell/methods.ts";
import { receiversFor } from "../../desk/card-menus.ts";
import { may, sees } from "../../domain/access.ts";
import { actionOf } from "../../domain/alert/card-action.ts";
import { deedOf, type Deed } from "../../domain/alert/deed.ts";
import { splitRef } from "../../domain/item-ref.ts";
import type { Reader, Tx } from "../../store/db.ts";
import { markButtonUsed, type AlertButton } from "../../store/tables/alert-buttons.ts";
import { cardById, cardsOf, type Card } from "../../store/tables/alert-cards.ts";
import type { Contact } from "../../store/tables/alert-contacts.ts";
import { alertById, brandToldOf } from "../../store/tables/alerts.ts";
import type { User } from "../../store/tables/users.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Ears } from "../alerting/listen.ts";
import { drawAnew, heldBy, showChange, type Press } from "../alerting/press.ts";
import { hearText, repliedTo, showEdited, type Reply } from "../alerting/reply.ts";
import type { Asked, HubDeps } from "./cell-ways.ts";

/** What the cell is to do, and for whom. */
interface Wish {
  user: User;
  contact: Contact;
  card: Card;
  deed: Deed;
  /** The same for each time that the messenger tells of it. */
  press: string;
  /** Null for a reply. */
  button: AlertButton | null;
}
type Heard = Wish | { say: string | null };

/** @param isOurs whether this process still is the hub */
export function earsOverCells(deps: HubDeps, isOurs: (reader: Reader) => boolean): Ears {
  const write = <T>(change: (tx: Tx) => T extends Promise<unknown> ? never : T): Promise<T> =>
    deps.db.write<T>((tx) => {
      if (!isOurs(tx)) throw new Error("another hub listens now");
      return change(tx);
    });

  /** Between the two transactions the process may die: the messenger tells of it again, and the cell knows it then. */
  async function carry(heard: Heard): Promise<string | null> {
    if ("say" in heard) return heard.say;
    const { cell, id } = splitRef(heard.card.item_id);
    const asked = await deps.cells.ask(cell ?? "", "press", askerOf(heard.user), argsOf(deps, heard, id));
    return write((tx) => learn(tx, deps, heard, asked));
  }

  return {
    press: async (pressed) => (await carry(await write((tx) => hearPress(tx, deps, pressed)))) ?? "",
    async text(written) {
      let reply: Wish | undefined;
      const say = await write((tx) =>
        hearText(tx, deps, written, (tx, _deps, replied, user) => {
          const heard = hearReply(tx, deps, replied, user);
          reply = "say" in heard ? undefined : heard;
          return "say" in heard ? heard.say : null;
        }),
      );
      return reply ? (await carry(reply)) || null : say;
    },
  };
}

function askerOf({ login, name, role, brands }: User): Asker {
  return { login, name, role, brands: brands && [...brands] };
}

function argsOf({ db, config }: HubDeps, { card, contact, deed, press }: Wish, id: number): Args<"press"> {
  const told = card.alert_id === null ? null : (alertById(db, card.alert_id)?.kind ?? null);
  const { version, read } = card;
  return { id, press, deed, told, version, read, surface: contact.channel, locale: config.locale };
}

function hearPress(tx: Tx, deps: HubDeps, pressed: Press): Heard {
  const held = heldBy(tx, deps, pressed, (item) => brandToldOf(tx, item));
  if ("say" in held) return held;
  const texts = textsOf(deps.config.locale);
  const words = texts.cards.toasts;
  const { user, card, button } = held;
  const action = actionOf(button.action);
  if (!action || button.used_at !== null || button.expires_at <= deps.clock.now()) {
    drawAnew(tx, deps, card);
    return { say: button.used_at !== null ? words.used : action ? words.expired : words.unknown };
  }
  if (action.do === "menu") {
    drawAnew(tx, deps, card, action.menu);
    return { say: words.choose };
  }
  const brand = brandToldOf(tx, card.item_id) ?? "";
  const deed = deedOf(action, texts.web.case, receiversFor(tx, brand, user.id));
  if (!deed) return { say: words.unknown };
  // The card may show another text by now; what was read is what the button was made for.
  const { version, read } = button;
  return { ...held, card: { ...card, version, read }, deed, press: button.id };
}

function hearReply(tx: Tx, { config }: HubDeps, reply: Reply, user: User): Heard {
  const { says, toasts } = textsOf(config.locale).cards;
  const { contact, card } = repliedTo(tx, reply) ?? {};
  const brand = card && brandToldOf(tx, card.item_id);
  if (!contact || !card || brand === undefined) return { say: says.notKnown };
  if (!sees(user, brand)) return { say: toasts.brand };
  if (!may(user, "decide")) return { say: toasts.role };
  const { channel, chat, repliesTo, text } = reply;
  const name = JSON.stringify([channel, chat, repliesTo, card.item_id, card.version, card.read, text]);
  const press = `reply-${createHash("sha256").update(name).digest("hex")}`;
  return { user, contact, card, deed: { do: "edit", text }, press, button: null };
}

function learn(tx: Tx, deps: HubDeps, wish: Wish, asked: Asked<Gives<"press">>): string {
  const { cells: words } = textsOf(deps.config.locale).cards;
  const { cell } = splitRef(wish.card.item_id);
  const name = deps.cells.names.get(cell ?? "") ?? cell ?? "";
  if ("fault" in asked) {
    if (asked.fault === "lacking") return words.old(name);
    return asked.fault === "away" ? words.notDone(name) : words.unknown(name);
  }
  const card = cardById(tx, wish.card.id);
  if (card) show(tx, deps, { ...wish, card }, asked.answer);
  return asked.answer.say;
}

function show(tx: Tx, deps: HubDeps, { card, deed, button }: Wish, { outcome, shows }: Gives<"press">): void {
  switch (outcome) {
    case "done":
      if (button) markButtonUsed(tx, button.id, deps.clock.now());
      if (deed.do === "edit") return showEdited(tx, deps, card);
      for (const one of cardsOf(tx, card.item_id))
        drawAnew(tx, deps, one, one.id === card.id ? (shows ?? undefined) : undefined);
      return;
    case "changed":
      return showChange(tx, deps, card);
    case "over":
    case "refused":
      return drawAnew(tx, deps, card);
  }
}
