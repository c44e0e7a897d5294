import { setImmediate as turn } from "node:timers/promises";
import { Box, render, useApp, useWindowSize, type RenderOptions } from "ink";
import { useEffect, useMemo, useSyncExternalStore, type ReactNode } from "react";
import type { Texts } from "../texts/ru/index.ts";
import { Body } from "./body.tsx";
import type { Frame } from "./frame.ts";
import { layoutOf, type Layout } from "./layout.ts";
import { Toned } from "./parts/table.tsx";
import { Session } from "./session.ts";
import type { Source } from "./source.ts";
import { useKeyboard } from "./use-keyboard.ts";

export interface Screens {
  /** Resolves when they have been left and the terminal is as it was before; with `INTERRUPTED` after Ctrl-C. */
  left: Promise<unknown>;
  end: () => void;
}

export interface ScreensOptions extends Pick<RenderOptions, "stdin" | "stdout" | "stderr" | "patchConsole"> {
  /** Stays out of the alternate screen, which a screen reader cannot follow. */
  screenReader: boolean;
}

/** Shows the screens until they are left. */
export async function startScreens(source: Source, { screenReader, ...options }: ScreensOptions): Promise<Screens> {
  const session = new Session(source);
  await session.start();
  const ink = render(<App session={session} texts={source.texts} />, {
    ...options,
    alternateScreen: !screenReader,
    exitOnCtrlC: false,
    // Ink draws nothing before the end where it believes to be in CI; there is a terminal, or we would not be here.
    interactive: true,
    incrementalRendering: true,
    ...(screenReader && { isScreenReaderEnabled: true }),
  });
  return { left: ink.waitUntilExit().finally(() => session.stop()), end: () => ink.unmount() };
}

function App({ session, texts }: { session: Session; texts: Texts }): ReactNode {
  const { exit, suspendTerminal } = useApp();
  useEffect(() => session.attach({ exit, lend: suspendTerminal }), [session, exit, suspendTerminal]);
  const { columns, rows } = useWindowSize();
  const frame = useSyncExternalStore(session.subscribe, session.frame);
  const layout = useMemo(() => layoutOf(frame, texts, { columns, rows }), [frame, texts, columns, rows]);
  useKeyboard(session, layout === undefined);
  useShown(session, frame, layout);

  if (!layout) return <Toned tone="warn">{texts.messages.tooSmall}</Toned>;
  return (
    // As wide as the terminal, not as we think it is: after a resize Ink draws once before we know.
    <Box flexDirection="column" width="100%" height={rows - 1} overflow="hidden">
      <Toned tone="title">{layout.tabs}</Toned>
      <Body frame={frame} layout={layout} width={columns} />
      {layout.status.map(({ text, tone }, i) => (
        <Toned key={i} tone={tone}>
          {text || " "}
        </Toned>
      ))}
      {layout.keys.map((line) => (
        <Toned key={line} tone="dim">
          {line}
        </Toned>
      ))}
    </Box>
  );
}

/**
 * Tells the session when a frame is on the screen: the terminal has taken it, and the keys that came until then have been
 * read. Otherwise a key that was pressed while a slow terminal was still drawing would count for what nobody had seen.
 */
function useShown(session: Session, frame: Frame, layout: Layout | undefined): void {
  const { waitUntilRenderFlush } = useApp();
  useEffect(() => {
    if (!layout) return session.hidden();
    void waitUntilRenderFlush()
      // One turn of the event loop reads whatever has come.
      .then(() => turn())
      .then(() => session.shown({ frame, text: layout.text, page: layout.page }));
  }, [session, frame, layout, waitUntilRenderFlush]);
}
