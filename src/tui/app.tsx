import { Box, render, useApp, useInput, useWindowSize, type Instance } from "ink";
import stringWidth from "string-width";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { safeText } from "../domain/safe-text.ts";
import { messageOf } from "../errors.ts";
import type { Texts } from "../texts/ru.ts";
import { Body } from "./body.tsx";
import { parseFilter } from "./filter.ts";
import { BINDINGS, keyName, SCREENS, type Command, type Screen } from "./keys.ts";
import { Toned } from "./parts/table.tsx";
import { press, settled, START, type Effect, type State } from "./state.ts";
import { safely } from "./safely.ts";
import type { Source } from "./source.ts";
import type { View } from "./view.ts";

/** What the screens end with when they were interrupted by Ctrl-C, not left. */
export const INTERRUPTED = "interrupted";

const TICK_MS = 1000;

/** Shows the screens in the alternate screen until they are left. */
export function startScreens(source: Source, screenReader: boolean): Instance {
  return render(<App source={source} />, {
    alternateScreen: !screenReader,
    exitOnCtrlC: false,
    // Ink draws nothing before the end where it believes to be in CI; there is a terminal, or we would not be here.
    interactive: true,
    incrementalRendering: true,
    // A key that comes right after the tick's drawing waits for the next one: 33 ms at Ink's own 30 a second.
    maxFps: 100,
    ...(screenReader && { isScreenReaderEnabled: true }),
  });
}

function App({ source }: { source: Source }): ReactNode {
  const { exit, suspendTerminal } = useApp();
  const { columns, rows: height } = useWindowSize();
  const [state, setState] = useState(START);
  // Two keys may come between two drawings: the second must see what the first did.
  const latest = useRef(START);
  const depth = useRef(0);
  const [said, setSaid] = useState("");
  const [, redraw] = useState(0);
  useChanges(source, () => redraw((n) => n + 1));
  const { texts } = source;
  const view = safely(
    () => source.view(state.screen, parseFilter(state.filter)),
    (trouble): View => ({ ...EMPTY, trouble }),
  );
  useAgain(view.again, () => redraw((n) => n + 1));
  const ids = view.rows.map((row) => row.id);

  async function carryOut(effect: Effect): Promise<void> {
    if (effect.command === "back") return exit();
    if (effect.command === "quit") return exit(INTERRUPTED);
    const { screen } = latest.current;
    const run = async (): Promise<void> => {
      const { said: words, done } = await source.act(screen, effect);
      latest.current = settled(latest.current, effect, done);
      setState(latest.current);
      setSaid(words);
    };
    try {
      await (effect.command === "edit" ? suspendTerminal(run) : run());
    } catch (error) {
      setSaid(`✗ ${messageOf(error)}`);
    }
    redraw((n) => n + 1);
  }

  function take(key: string, text: string): void {
    // What the keys before have asked for may not have been drawn yet: nobody can mean a row of it.
    const isDrawn = latest.current.screen === state.screen && latest.current.filter === state.filter;
    const rows = isDrawn ? ids : [];
    const step = press(latest.current, { key, text, rows, page: Math.max(height - 6, 1), depth: depth.current });
    latest.current = step.state;
    setState(step.state);
    setSaid("");
    if (step.effect) void carryOut(step.effect);
  }

  useInput((input, pressed) => {
    const text = pressed.ctrl || pressed.meta ? "" : input;
    const isTyping = latest.current.mode === "filter" || latest.current.mode === "instructions";
    // Fast fingers: several keys arrive as one text. A text that is typed or pasted is taken as a whole.
    const several = !isTyping && Array.from(text).length > 1;
    if (several) for (const one of Array.from(text)) take(keyName(one, {}), one);
    else take(keyName(input, pressed), text);
  });

  const keys = footer(state.screen, texts, columns);
  if (columns < 80 || height < 20) return <Toned tone="warn">{texts.messages.tooSmall}</Toned>;
  return (
    // As wide as the terminal, not as we think it is: after a resize Ink draws once before we know.
    <Box flexDirection="column" width="100%" height={height - 1} overflow="hidden">
      <Toned tone="title">{tabs(state, view, texts)}</Toned>
      <Body
        source={source}
        state={state}
        view={view}
        width={columns}
        onDepth={(rows) => (depth.current = rows)}
        height={height - 3 - keys.length}
      />
      <Toned tone={said.startsWith("✗") ? "bad" : "good"}>{safeText(said || prompt(state, view, texts))}</Toned>
      {keys.map((line) => (
        <Toned key={line} tone="dim">
          {line}
        </Toned>
      ))}
    </Box>
  );
}

/** Looks once a second whether anything was committed; a look costs a microsecond. */
function useChanges(source: Source, onChange: () => void): void {
  const seen = useRef<number>(Number.NaN);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const version = source.version();
      if (Object.is(version, seen.current)) return;
      seen.current = version;
      changed.current();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [source]);
}

/** Draws again after a while, when the view says that there will be more. */
function useAgain(ms: number | undefined, redraw: () => void): void {
  useEffect(() => {
    if (ms === undefined) return;
    const timer = setTimeout(redraw, ms);
    return () => clearTimeout(timer);
  });
}

const EMPTY: View = { title: "", columns: [], rows: [] };

function tabs(state: State, view: View, texts: Texts): string {
  const names = SCREENS.map((screen, i) => {
    const name = `${i + 1} ${texts.screens[screen]}`;
    return screen === state.screen ? `[${name}]` : ` ${name} `;
  });
  return `${names.join("")} ${view.title}`;
}

function several(asked: Effect | null): string {
  return asked && asked.ids.length > 1 ? ` (${asked.ids.length})` : "";
}

function prompt(
  { mode, asked, input, notice, marked, filter }: State,
  { note = "" }: View,
  { messages, words }: Texts,
): string {
  if (mode === "confirm") return `${messages.confirm}: ${asked?.ids.length ?? 0}? ${messages.yesNo}`;
  if (mode === "instructions") return `${messages.instructions}${several(asked)}: ${input}▏`;
  if (mode === "filter") return `${messages.filter}: ${input}▏  ${note}`;
  if (notice) return `! ${messages[notice]}`;
  if (marked.length > 0) return `${marked.length} ${words.marked}`;
  return filter === "" ? " " : `/${filter}  ${note}`;
}

const EVERYWHERE: readonly Command[] = ["filter", "open", "help", "back"];

/** The keys that matter here, in as many lines as they take: what is cut off is never found. */
function footer(screen: Screen, texts: Texts, width: number): string[] {
  const own = BINDINGS.filter((binding) => binding.on?.includes(screen));
  const shown = [...own, ...BINDINGS.filter(({ command }) => EVERYWHERE.includes(command))];
  const lines: string[] = [];
  for (const { keys, command } of shown) {
    const said = `${keys[0] ?? ""} ${texts.keys[command]}`;
    const longer = [lines.at(-1), said].filter(Boolean).join("  ");
    if (lines.length > 0 && stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(said);
  }
  return lines;
}
