import type { Texts } from "../../texts/ru/index.ts";
import type { Lead } from "../state.ts";
import type { View } from "../view.ts";

/** A figure of the overview; `bad` when it asks for a person. */
export interface Figure {
  name: keyof Texts["words"];
  value: string;
  bad: boolean;
  lead?: Lead;
}

/** How everything stands, in figures. */
export function overviewView(figures: readonly Figure[], texts: Texts): View {
  return {
    title: "",
    columns: [
      { title: texts.columns.what, width: 32 },
      { title: texts.columns.value, width: "rest" },
    ],
    rows: figures.map(({ name, value, bad, lead }, i) => ({
      id: `${name} ${i}`,
      tone: bad ? "warn" : "plain",
      cells: [texts.words[name], `${bad ? "! " : ""}${value}`],
      ...(lead && { lead }),
    })),
  };
}
