import { useInput, usePaste } from "ink";
import { pressesIn } from "./keys.ts";
import type { Session } from "./session.ts";

/** Hands the session what is typed. @param isBlind nothing can be seen, so only Ctrl-C can be meant */
export function useKeyboard(session: Session, isBlind: boolean): void {
  useInput((input, pressed) => {
    const presses = pressesIn(input, pressed);
    session.type(isBlind ? presses.filter(({ key }) => key === "ctrl-c") : presses);
  });
  usePaste((text) => {
    if (!isBlind) session.paste(text);
  });
}
