/** Starts the terminal screens: hands them the desk, the decisions and a person's editor. */
import { createStoreDesk } from "../desk/store-desk.ts";
import { productsApi } from "../desk/products.ts";
import { planSchedules } from "../schedule/plan.ts";
import { startScreens, type Screens } from "../tui/app.tsx";
import { INTERRUPTED } from "../tui/session.ts";
import { createSource } from "../tui/source.ts";
import { editInEditor } from "./answer-editor.ts";
import type { Context } from "./context.ts";
import { withCore } from "./core.ts";
import { articlesOf } from "./products.ts";
import { catchStop } from "./terminal/signals.ts";

/** The exit code after Ctrl-C, the same as after SIGINT, because in raw mode Ctrl-C is an ordinary key. */
const EXIT_INTERRUPTED = 130;

/** How often the screens look whether settings have been changed on the pages. */
const SETTINGS_MS = 1000;

/** Runs until the person leaves or a signal arrives, then restores the terminal. @returns the exit code */
export async function showScreens(context: Context): Promise<number> {
  const articleOf = await articlesOf(context);
  return withCore(context, async (core) => {
    const { config, clock, decisions } = core;
    const refused = new Map<number, string>();
    const source = createSource({
      products: productsApi({ ...core, articleOf }),
      desk: createStoreDesk(core),
      decisions,
      clock,
      config,
      planned: planSchedules(config),
      editor: { edit: (id) => editInEditor(context, core, id, refused), keeps: (id) => refused.has(id) },
      actor: context.actor,
    });
    const looks = setInterval(() => void core.live.refresh(), SETTINGS_MS);
    try {
      const screenReader = context.io.env["INK_SCREEN_READER"] === "true";
      return await untilLeft(await startScreens(source, { screenReader }));
    } finally {
      clearInterval(looks);
    }
  });
}

async function untilLeft({ left, end }: Screens): Promise<number> {
  const stop = catchStop(end);
  try {
    return (await left) === INTERRUPTED ? EXIT_INTERRUPTED : stop.exitCode();
  } finally {
    stop.release();
  }
}
