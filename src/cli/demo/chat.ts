/** A simulated chat as the terminal shows it: messages as the person sees them, each button with a number to type. */
import type { Clock } from "../../base/clock.ts";
import { safeText } from "../../domain/wording/safe-text.ts";
import type { Shown, ShownButton, User } from "../../sandbox/messenger/chats.ts";
import type { Telegram } from "../../sandbox/telegram/telegram.ts";
import type { Paint } from "../terminal/io.ts";

export interface TerminalChat {
  /** Prints what is new or has changed since. */
  show(): void;
  /** When something was last printed, Unix ms. */
  changedAt(): number;
  /** Presses the button with this number, or answers the newest card. @returns what to print about it */
  say(typed: string): Promise<string>;
}

interface Around {
  telegram: Pick<Telegram, "chat" | "press" | "write">;
  user: User;
  clock: Clock;
  paint: Paint;
  print: (text: string) => void;
}

/** A press that nobody answers in this time is not waited for. */
const TOAST_MS = 10_000;

export function terminalChat({ telegram, user, clock, paint, print }: Around): TerminalChat {
  const seen = new Map<string, string>();
  const buttons: { messageId: string; button: ShownButton }[] = [];
  let changedAt = clock.now();

  function numbered(messageId: string, button: ShownButton): string {
    const at = buttons.push({ messageId, button });
    return `${paint("cyan", `[${at}]`)} ${safeText(button.label)}`;
  }

  function draw({ id, by, edited, text, buttons: rows }: Shown): string {
    const who = by === null ? `the bot${edited ? ", changed" : ""}` : "you";
    const lines = safeText(text).split("\n");
    const below = rows.map((row) => row.map((button) => numbered(id, button)).join("   "));
    return [paint("bold", `┌ ${who}`), ...[...lines, ...below].map((line) => `│ ${line}`), "└"].join("\n");
  }

  async function press(number: number): Promise<string> {
    const chosen = buttons[number - 1];
    if (!chosen) return `There is no button ${number}.`;
    const { messageId, button } = chosen;
    if (button.url !== undefined) return `It would open ${button.url}`;
    const { toast } = telegram.press(user, user.id, messageId, button.label);
    const late = clock.sleep(TOAST_MS).then(() => "(no answer)");
    const said = await Promise.race([toast, late]);
    return `${button.label} → ${said === "" ? "(taken)" : safeText(said)}`;
  }

  return {
    show() {
      for (const message of telegram.chat(user.id)) {
        const now = JSON.stringify([message.text, message.buttons]);
        if (seen.get(message.id) === now) continue;
        seen.set(message.id, now);
        changedAt = clock.now();
        print(draw(message));
      }
    },
    changedAt: () => changedAt,
    async say(typed) {
      if (/^\d{1,6}$/.test(typed)) return press(Number(typed));
      const card = telegram.chat(user.id).findLast(({ by, buttons: rows }) => by === null && rows.length > 0);
      telegram.write(user, typed, card && { repliesTo: card.id });
      return "";
    },
  };
}
