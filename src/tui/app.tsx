import { Box, render, useApp, useInput, usePaste, useWindowSize, type Instance } from "ink";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { messageOf } from "../base/errors.ts";
import type { KeyPress } from "./row-commands.ts";
import { Body } from "./body.tsx";
import { parseFilter } from "./filter.ts";
import { keyLines, statusLines, tabs } from "./footer.ts";
import { createKeyboard, type Typed } from "./keyboard.ts";
import { keyName } from "./keys.ts";
import { Toned } from "./parts/table.tsx";
import { press } from "./key-reducer.ts";
import { wrapped } from "./wrap.ts";
import { filterOf, isTyping, selectedId, settled, showsTheSame, START, type Effect, type State } from "./state.ts";
import { safely } from "./safely.ts";
import type { AnswerState, Source } from "./source.ts";
import type { View } from "./view.ts";

/** What the screens end with when they were interrupted by Ctrl-C, not left. */
export const INTERRUPTED = "interrupted";

const TICK_MS = 1000;
/** A longer message goes on where the list was; the list has to stay. */
const STATUS_ROWS = 4;

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
  const [keyboard] = useState(createKeyboard);
  const busy = useRef(0);
  const [said, setSaid] = useState("");
  const [, setDrawn] = useState(0);
  const redraw = (): void => setDrawn((n) => n + 1);
  useChanges(source, redraw);
  const { texts } = source;
  const isTooSmall = columns < 80 || height < 20;
  const view = safely(
    () => source.view(state.screen, parseFilter(filterOf(state))),
    (trouble): View => ({ ...EMPTY, trouble }),
  );
  useAgain(view.again, redraw);

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
    busy.current++;
    try {
      await (effect.command === "edit" ? suspendTerminal(run) : run());
    } catch (error) {
      setSaid(`✗ ${messageOf(error)}`);
    } finally {
      busy.current--;
    }
    redraw();
  }

  function take({ key, text, early }: Typed): void {
    const step = press(latest.current, { ...onScreen(source, latest.current, view), key, text, early, ...pages() });
    latest.current = step.state;
    setState(step.state);
    // What was pressed too early changes nothing: what was said of the key before it still stands.
    if (step.state.notice === "tooEarly") keyboard.refuse();
    else setSaid("");
    if (step.effect) void carryOut(step.effect);
  }

  function pages(): Pick<KeyPress, "page" | "depth"> {
    return { page: Math.max(height - 6, 1), depth: depth.current };
  }

  /** A key is for what is drawn: nobody can mean a row of what is not. Text needs no row. */
  function isReady(): boolean {
    return isTyping(latest.current) || showsTheSame(latest.current, state);
  }

  function takeWaiting(): void {
    while (isReady()) {
      const next = keyboard.next();
      if (!next) return;
      take(next);
    }
  }
  useEffect(() => {
    const rows = view.rows.map((row) => row.id);
    // A key may have come since this was drawn: what it did is still to be drawn.
    if (latest.current === state) keyboard.drawn(selectedId(state, rows), source.now());
    takeWaiting();
  });

  function type(key: string, text: string): void {
    // Nothing can be seen: nothing can be meant.
    if (isTooSmall && key !== "ctrl-c") return;
    keyboard.arrive(key, text, isReady() && busy.current === 0, source.now());
    takeWaiting();
  }

  function typeText(text: string): void {
    type("", text.trimEnd().replaceAll(/\s+/g, " "));
    if (/[\r\n]\s*$/.test(text)) type("enter", "");
  }

  useInput((input, pressed) => {
    const text = pressed.ctrl || pressed.meta ? "" : input;
    // Fast fingers: several keys arrive as one text. A text that is typed is taken as a whole, up to its Enter.
    const isText = isTyping(latest.current);
    if (!isText && Array.from(text).length > 1) for (const one of Array.from(text)) type(keyName(one, {}), one);
    else if (isText && text.length > 1) typeText(text);
    else type(keyName(input, pressed), text);
  });
  // Elsewhere what is pasted would be a row of commands.
  usePaste((text) => {
    if (isTyping(latest.current)) type("", text.replaceAll(/\s+/g, " "));
  });

  if (isTooSmall) return <Toned tone="warn">{texts.messages.tooSmall}</Toned>;
  const keys = keyLines(state, texts, columns);
  const answers = state.asked ? answerStates(source, state.asked.ids) : [];
  const status = wrapped(statusLines(state, view, said, answers, texts), columns).slice(0, STATUS_ROWS);
  return (
    // As wide as the terminal, not as we think it is: after a resize Ink draws once before we know.
    <Box flexDirection="column" width="100%" height={height - 1} overflow="hidden">
      <Toned tone="title">{tabs(state, texts)}</Toned>
      <Body
        source={source}
        state={state}
        view={view}
        width={columns}
        onDepth={(rows) => {
          depth.current = rows;
        }}
        onRead={redraw}
        height={height - 2 - status.length - keys.length}
      />
      {status.map(({ text, tone }, i) => (
        <Toned key={i} tone={tone}>
          {text}
        </Toned>
      ))}
      {keys.map((line) => (
        <Toned key={line} tone="dim">
          {line}
        </Toned>
      ))}
    </Box>
  );
}

/** What a key is judged by. */
function onScreen(source: Source, state: State, view: View): Pick<KeyPress, "rows" | "lead" | "needsYes" | "isRead"> {
  const rows = view.rows.map((row) => row.id);
  const selected = selectedId(state, rows);
  return {
    rows,
    lead: view.rows.find((row) => row.id === selected)?.lead,
    needsYes: (ids) => ids.length > 1 || answerStates(source, ids).some(({ isDoubtful }) => isDoubtful),
    isRead: (id) => answerStates(source, [id]).every(({ isRead }) => isRead),
  };
}

const UNKNOWN: AnswerState = { isRead: false, isDoubtful: true, isEdited: false };

function answerStates(source: Source, ids: readonly string[]): AnswerState[] {
  return ids.map((id) => safely(() => source.answerState(id), UNKNOWN));
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
