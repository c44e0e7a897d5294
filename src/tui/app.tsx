import { Box, render, useApp, useInput, useWindowSize, type Instance } from "ink";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { messageOf } from "../errors.ts";
import type { Texts } from "../texts/ru.ts";
import { BINDINGS, keyName, SCREENS, worksOn, type Screen } from "./keys.ts";
import { Lines, Table, Toned } from "./parts/table.tsx";
import { press, selectedId, START, type Effect, type State } from "./state.ts";
import type { Line, Row, View } from "./view.ts";

/** Where the screens take what they show, and what they can do. */
export interface Source {
  texts: Texts;
  /** Changes when something was committed. */
  version(): number;
  view(screen: Screen): View;
  /** Beside the list; empty when there is nothing more to say. */
  detail(screen: Screen, id: string): Line[];
  /** Carries out a command; says what became of it. */
  act(screen: Screen, effect: Effect): Promise<string>;
}

const TICK_MS = 1000;
const WIDE = 100;

/** Shows the screens in the alternate screen until they are left. */
export function startScreens(source: Source, screenReader: boolean): Instance {
  return render(<App source={source} />, {
    alternateScreen: !screenReader,
    exitOnCtrlC: false,
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
  const view = source.view(state.screen);
  const rows = filtered(view.rows, state.filter);
  const ids = rows.map((row) => row.id);

  async function carryOut(effect: Effect): Promise<void> {
    if (effect.command === "quit") return exit();
    const { screen } = latest.current;
    const run = async (): Promise<void> => setSaid(await source.act(screen, effect));
    try {
      await (effect.command === "edit" ? suspendTerminal(run) : run());
    } catch (error) {
      setSaid(`✗ ${messageOf(error)}`);
    }
    redraw((n) => n + 1);
  }

  useInput((input, pressed) => {
    const key = keyName(input, pressed);
    const text = pressed.ctrl || pressed.meta ? "" : input;
    const step = press(latest.current, { key, text, rows: ids, page: Math.max(height - 6, 1) });
    latest.current = step.state;
    setState(step.state);
    setSaid("");
    if (step.effect) void carryOut(step.effect);
  });

  if (columns < 80 || height < 20) return <Toned tone="warn">{texts.messages.tooSmall}</Toned>;
  return (
    <Box flexDirection="column" width={columns} height={height - 1}>
      <Toned tone="title">{tabs(state, view, texts)}</Toned>
      <Body source={source} state={state} view={{ ...view, rows }} width={columns} height={height - 4} />
      <Toned tone={said.startsWith("✗") ? "bad" : "good"}>{said || prompt(state, texts)}</Toned>
      <Toned tone="dim">{footer(state, texts)}</Toned>
    </Box>
  );
}

/** Looks once a second whether anything was committed; a look costs a microsecond. */
function useChanges(source: Source, onChange: () => void): void {
  const seen = useRef(source.version());
  useEffect(() => {
    const timer = setInterval(() => {
      const version = source.version();
      if (version === seen.current) return;
      seen.current = version;
      onChange();
    }, TICK_MS);
    return () => clearInterval(timer);
  });
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
  if (state.mode === "help") return <Lines lines={helpLines(state.screen, texts)} width={width} height={height} />;
  const selected = selectedId(
    state,
    view.rows.map((row) => row.id),
  );
  if (selected === undefined) {
    return <Lines lines={[{ text: texts.words.empty, tone: "dim" }]} width={width} height={height} />;
  }
  const beside = width >= WIDE && state.screen === "inbox";
  const detail = beside || state.mode === "detail" ? source.detail(state.screen, selected) : [];
  if (!beside && detail.length > 0) return <Lines lines={detail} width={width} height={height} />;
  const left = beside ? Math.floor(width * 0.55) : width;
  return (
    <Box height={height}>
      <Table {...view} selected={selected} marked={state.marked} width={left} height={height} />
      {beside && <Lines lines={detail} width={width - left} height={height} />}
    </Box>
  );
}

function filtered(rows: Row[], filter: string): Row[] {
  const inverse = filter.startsWith("!");
  const word = (inverse ? filter.slice(1) : filter).toLowerCase();
  if (word === "") return rows;
  return rows.filter((row) => row.cells.join(" ").toLowerCase().includes(word) !== inverse);
}

function tabs(state: State, view: View, texts: Texts): string {
  const names = SCREENS.map((screen, i) => {
    const name = `${i + 1} ${texts.screens[screen]}`;
    return screen === state.screen ? `[${name}]` : ` ${name} `;
  });
  return `${names.join("")} ${view.title}`;
}

function prompt({ mode, asked, input, notice, marked, filter }: State, { messages, words }: Texts): string {
  if (mode === "confirm") return `${messages.confirm}: ${asked?.ids.length ?? 0}? ${messages.yesNo}`;
  if (mode === "instructions") return `${messages.instructions}: ${input}▏`;
  if (mode === "filter") return `${messages.filter}: ${input}▏`;
  if (notice) return `! ${messages[notice]}`;
  if (marked.length > 0) return `${marked.length} ${words.marked}`;
  return filter === "" ? " " : `/${filter}`;
}

function footer({ screen }: State, texts: Texts): string {
  const own = BINDINGS.filter((binding) => binding.on?.includes(screen));
  const shown = [
    ...own,
    ...BINDINGS.filter(({ command }) => command === "open" || command === "help" || command === "back"),
  ];
  return shown.map(({ keys, command }) => `${keys[0] ?? ""} ${texts.keys[command]}`).join("  ");
}

function helpLines(screen: Screen, texts: Texts): Line[] {
  const lines = BINDINGS.map((binding): Line => {
    const works = worksOn(binding, screen);
    const where = works ? "" : ` (${(binding.on ?? []).map((name) => texts.screens[name]).join(", ")})`;
    return {
      text: `${binding.keys.join(" ").padEnd(14)}${texts.keys[binding.command]}${where}`,
      tone: works ? "plain" : "dim",
    };
  });
  return [{ text: texts.messages.anyKey, tone: "title" }, ...lines];
}
