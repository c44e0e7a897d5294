import type { Clock } from "../base/clock.ts";
import type { Config } from "../config/schema.ts";
import { span } from "../domain/calendar.ts";
import type { Texts } from "../texts/ru/index.ts";
import type { Times } from "./view.ts";

/** How the manager's language says times. */
export function timesOf({ locale, timezone }: Pick<Config, "locale" | "timezone">, texts: Texts, clock: Clock): Times {
  const { unit, ago, ahead, point } = texts.times;
  const exact = new Intl.DateTimeFormat(locale, { timeZone: timezone, dateStyle: "medium", timeStyle: "medium" });
  const inWords = (text: string): string =>
    text.replace(".", point).replace(/[smhd]/g, (letter) => unit[letter as keyof typeof unit]);
  const fromNow = (ms: number | null, say: (distance: number) => string): string => {
    if (ms === null) return "–";
    const distance = inWords(say(Math.abs(clock.now() - ms)));
    return (ms > clock.now() ? ahead : ago).replace("…", distance);
  };
  return {
    span: (ms) => inWords(span(ms)),
    relative: (ms) => fromNow(ms, span),
    about: (ms) => fromNow(ms, oneUnit),
    exact: (ms) => exact.format(ms),
  };
}

function oneUnit(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms / 1000)}s` : (span(ms).split(" ")[0] ?? "");
}
