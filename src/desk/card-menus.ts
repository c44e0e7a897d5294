/** The buttons that stand in place of a card's own while somebody chooses a wish, a reason or a person. */
import { may, sees, type Person } from "../domain/access.ts";
import { AGAIN_WISHES, PASS_REASONS, SKIP_REASONS, type CardAction } from "../domain/alert/card-action.ts";
import { safeLine } from "../domain/wording/safe-text.ts";
import type { Reader } from "../store/db.ts";
import { listUsers } from "../store/tables/users.ts";
import type { Texts } from "../texts/texts.ts";

/** Somebody an item can be handed on to. */
export type Receiver = Pick<Person, "id" | "name">;

interface MenuButton {
  label: string;
  action: CardAction;
}

/** More would be no menu. */
const MOST_RECEIVERS = 8;

export function receiversFor(reader: Reader, brand: string, except: number): Receiver[] {
  const users = listUsers(reader).filter((user) => user.off_at === null && user.id !== except);
  return users.filter((user) => may(user, "receive") && sees(user, brand)).slice(0, MOST_RECEIVERS);
}

/** @param name of the menu, as the card stores it */
export function menuButtons(
  name: string,
  texts: Pick<Texts, "cards" | "web">,
  receivers: readonly Receiver[],
): MenuButton[][] {
  const { buttons } = texts.cards;
  const { agains, skipReasons, passReasons } = texts.web.case;
  const back: MenuButton = { label: buttons.back, action: { do: "menu", menu: "" } };
  const [menu, reason] = name.split(":");
  if (menu === "again") {
    const wishes = agains.slice(0, AGAIN_WISHES);
    return [...inPairs(wishes.map((label, which) => ({ label, action: { do: "again", which } as const }))), [back]];
  }
  if (menu === "skip") {
    const reasons = skipReasons.slice(0, SKIP_REASONS);
    return [...inPairs(reasons.map((label, which) => ({ label, action: { do: "skip", which } as const }))), [back]];
  }
  if (menu !== "pass") return [[back]];
  if (reason === undefined) {
    const ways = passReasons.slice(0, PASS_REASONS);
    return inPairs([
      ...ways.map((label, which): MenuButton => ({ label, action: { do: "menu", menu: `pass:${which}` } })),
      back,
    ]);
  }
  const which = Number(reason);
  const people = receivers.map(({ id, name: label }): MenuButton => {
    return { label: safeLine(label), action: { do: "pass", which, to: id } };
  });
  return [...inPairs([...people, { label: buttons.anySenior, action: { do: "pass", which, to: null } }]), [back]];
}

function inPairs(buttons: readonly MenuButton[]): MenuButton[][] {
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, i) => buttons.slice(2 * i, 2 * i + 2));
}
