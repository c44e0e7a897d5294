import { fitTo } from "../base/text-width.ts";
import type { Texts } from "../texts/ru/index.ts";
import { BINDINGS, worksOn, type Screen } from "./keys.ts";
import { wrapped } from "./wrap.ts";
import type { Line } from "./view.ts";

/** The help, from the table of keys: this screen's keys in two columns, then the screens where the others work. */
export function helpLines(screen: Screen, texts: Texts, width: number): Line[] {
  const half = Math.floor((width - 1) / 2);
  const here = BINDINGS.filter((binding) => worksOn(binding, screen)).map(({ keys, command }) =>
    fitTo(`${keys.join(" ").padEnd(16)}${texts.keys[command]}`, half),
  );
  const rows = Math.ceil(here.length / 2);
  const columns = here
    .slice(0, rows)
    .map((text, i): Line => ({ text: `${text} ${here[rows + i] ?? ""}`, tone: "plain" }));
  const others = BINDINGS.filter((binding) => !worksOn(binding, screen)).map(({ keys, command, on = [] }) => {
    return `${keys.join(" ")}\u00A0${texts.keys[command]} (${on.map((name) => texts.screens[name]).join(", ")})`;
  });
  const notes: Line[] = [
    ...texts.messages.helpNotes.map((text): Line => ({ text, tone: "plain" })),
    { text: `${texts.messages.elsewhere}: ${others.join(" · ")}`, tone: "dim" },
  ];
  return [{ text: texts.screens[screen], tone: "title" }, ...columns, ...wrapped(notes, width)];
}
