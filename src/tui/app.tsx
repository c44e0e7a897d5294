import { Box, render, useApp, useInput, useWindowSize, type Instance } from "ink";
import stringWidth from "string-width";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { safeLine, safeText } from "../domain/safe-text.ts";
import { messageOf } from "../errors.ts";
import type { Texts } from "../texts/ru.ts";
import { parseFilter, type Filter } from "./filter.ts";
import { BINDINGS, keyName, SCREENS, worksOn, type Command, type Screen } from "./keys.ts";
import { fit } from "./parts/fit.ts";
import { Lines, Table, Toned } from "./parts/table.tsx";
import { press, selectedId, settled, START, type Effect, type State } from "./state.ts";
import { fitting, rowsOf } from "./room.ts";
import type { Line, Reading, View } from "./view.ts";

/** Where the screens take what they show, and what they can do. */
export interface Source {
  texts: Texts;
  /** Changes when something was committed. */
  version(): number;
  /** The rows that the filter leaves. */
  view(screen: Screen, filter: Filter): View;
  /** Beside the list; without lines when there is nothing more to say. */
  detail(screen: Screen, id: string): Reading;
  /** The answers that would go out, for a person to read before they say yes. */
  answers(ids: readonly string[]): Reading[];
  /** This answer has been on the screen, whole. */
  read(id: string, answer: string): void;
  /** Carries out a command, row by row; one that fails does not keep the others from it. */
  act(screen: Screen, effect: Effect): Promise<Outcome>;
}

/** What became of a command: in words, and the rows it succeeded for. */
export interface Outcome {
  said: string;
  done: readonly string[];
}

/** What the screens end with when they were interrupted by Ctrl-C, not left. */
export const INTERRUPTED = "interrupted";

const TICK_MS = 1000;
const WIDE = 100;

/** Shows the screens in the alternate screen until they are left. */
export function startScreens(source: Source, screenReader: boolean): Instance {
  return render(<App source={source} />, {
    alternateScreen: !screenReader,
    exitOnCtrlC: false,
    // Ink draws nothing before the end where it believes to be in CI; there is a terminal, or we would not be here.
    interactive: true,
    incrementalRendering: true,
    ...(screenReader && { isScreenReaderEnabled: true }),
  });
}

function App({ source }: { source: Source }): ReactNode {
  const { exit, suspendTerminal } = useApp();
  const { columns, rows: height } = useWindowSize();
  const [state, setState] = useState(START);
  // Two keys may come between two drawings: the second must see what the first did.
  const latest = useRef(START);
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
    const step = press(latest.current, { key, text, rows: ids, page: Math.max(height - 6, 1) });
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
      <Body source={source} state={state} view={view} width={columns} height={height - 3 - keys.length} />
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

/** A database that cannot be read at the moment, a row that is gone meanwhile: the screens go on without it. */
function safely<T>(read: () => T, instead: T | ((said: string) => T)): T {
  try {
    return read();
  } catch (error) {
    return typeof instead === "function" ? (instead as (said: string) => T)(messageOf(error)) : instead;
  }
}

interface BodyProps {
  source: Source;
  state: State;
  view: View;
  width: number;
  height: number;
}

function Body({ source, state, view, width, height }: BodyProps): ReactNode {
  const { texts } = source;
  const { asked, mode, screen } = state;
  // What a confirmation is about stays as it was asked: an answer that changes under it is refused afterwards.
  const confirmed = useMemo(() => {
    return mode === "confirm" && asked
      ? safely(
          () => source.answers(asked.ids),
          (said) => [unreadable(said, texts)],
        )
      : [];
  }, [source, texts, mode, asked]);
  const selected = selectedId(
    state,
    view.rows.map((row) => row.id),
  );
  const beside = width >= WIDE && screen === "inbox";
  const left = beside ? Math.floor(width * 0.55) : width;
  const wanted = selected !== undefined && mode !== "confirm" && mode !== "help" && (beside || mode === "detail");
  const detail = wanted
    ? safely(
        () => source.detail(screen, selected),
        (said) => unreadable(said, texts),
      )
    : undefined;
  const room = (beside ? width - left : width) - 2;
  const shown = mode === "confirm" ? fitting(confirmed, width - 2, height - 1) : detail ? [detail] : [];
  useEffect(() => {
    for (const { id, answer, lines, needed } of shown) {
      const fits = mode === "confirm" || rowsOf(lines.slice(0, needed), room) <= height;
      if (answer !== undefined && fits) source.read(id, answer);
    }
  });

  if (mode === "help") return <Lines lines={helpLines(screen, texts, width)} width={width} height={height} />;
  if (mode === "confirm") {
    const more = confirmed.length - shown.length;
    const rest: Line[] = more > 0 ? [{ text: `… ${more}: ${texts.messages.unread}`, tone: "warn" }] : [];
    return <Lines lines={[...shown.flatMap(({ lines }) => lines), ...rest]} width={width} height={height} />;
  }
  if (view.trouble !== undefined) {
    return <Lines lines={unreadable(view.trouble, texts).lines} width={width} height={height} />;
  }
  if (selected === undefined) {
    return <Lines lines={[{ text: texts.words.empty, tone: "dim" }]} width={width} height={height} />;
  }
  const lines = detail?.lines ?? [];
  if (!beside && lines.length > 0) return <Lines lines={lines} width={width} height={height} />;
  return (
    <Box height={height}>
      <Table {...view} selected={selected} marked={state.marked} width={left} height={height} />
      {beside && <Lines lines={lines} width={width - left} height={height} />}
    </Box>
  );
}

function unreadable(said: string, { messages }: Texts): Reading {
  return {
    id: "",
    lines: [{ text: `✗ ${messages.unreadable}: ${safeLine(said)}`, tone: "bad" }],
    needed: 1,
    answer: undefined,
  };
}

function tabs(state: State, view: View, texts: Texts): string {
  const names = SCREENS.map((screen, i) => {
    const name = `${i + 1} ${texts.screens[screen]}`;
    return screen === state.screen ? `[${name}]` : ` ${name} `;
  });
  return `${names.join("")} ${view.title}`;
}

function prompt(
  { mode, asked, input, notice, marked, filter }: State,
  { note = "" }: View,
  { messages, words }: Texts,
): string {
  if (mode === "confirm") return `${messages.confirm}: ${asked?.ids.length ?? 0}? ${messages.yesNo}`;
  if (mode === "instructions") return `${messages.instructions}: ${input}▏`;
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

/** In two columns: twenty rows have to do. A key of other screens says where it works. */
function helpLines(screen: Screen, texts: Texts, width: number): Line[] {
  const half = Math.floor((width - 3) / 2);
  const all = BINDINGS.map((binding) => {
    const where = worksOn(binding, screen)
      ? ""
      : ` (${(binding.on ?? []).map((name) => texts.screens[name]).join(", ")})`;
    return fit(`${binding.keys.join(" ").padEnd(15)}${texts.keys[binding.command]}${where}`, half);
  });
  const rows = Math.ceil(all.length / 2);
  const lines = all.slice(0, rows).map((text, i): Line => ({ text: `${text} ${all[rows + i] ?? ""}`, tone: "plain" }));
  return [{ text: texts.messages.anyKey, tone: "title" }, ...lines];
}
