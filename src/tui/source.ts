import type { Clock } from "../base/clock.ts";
import type { ProductsApi } from "../desk/products.ts";
import { textsOf } from "../texts/texts.ts";
import type { Texts } from "../texts/ru/index.ts";
import { carryOut, type DecisionParts, type Outcome } from "./carry-out.ts";
import type { Screen } from "./keys.ts";
import type { ScreenSource } from "./screen-source.ts";
import { errorsScreen } from "./screens/errors.ts";
import { inboxScreen } from "./screens/inbox.ts";
import { answerReading } from "./screens/item.ts";
import { marketplacesScreen } from "./screens/marketplaces.ts";
import { overviewScreen } from "./screens/overview.ts";
import { productsScreen } from "./screens/products.ts";
import { queueScreen } from "./screens/queue.ts";
import { scheduleScreen } from "./screens/schedule.ts";
import type { Effect } from "./state.ts";
import { timesOf } from "./times.ts";
import type { Reading } from "./view.ts";

/** Where the screens take what they show, and what they can do. */
export interface Source {
  clock: Clock;
  texts: Texts;
  /** Another number whenever something was committed. */
  version(): Promise<number>;
  screens: Readonly<Record<Screen, ScreenSource>>;
  /** The answers that would go out, for a person to read before they say yes. */
  answers(ids: readonly string[]): Promise<Reading[]>;
  /** @param versionRead the version of an answer that the person has read */
  carryOut(screen: Screen, effect: Effect, versionRead: (id: string) => number | undefined): Promise<Outcome>;
}

/** What the screens are handed: what they show and decide with. */
export interface SourceParts extends Omit<DecisionParts, "texts" | "times"> {
  products: Pick<ProductsApi, "list" | "one">;
}

export function createSource(handed: SourceParts): Source {
  const { desk, clock, config } = handed;
  const texts = textsOf(config.locale);
  const parts: DecisionParts = { ...handed, texts, times: timesOf(config, texts, clock) };
  return {
    clock,
    texts,
    version: () => desk.version(),
    screens: {
      overview: overviewScreen(parts),
      inbox: inboxScreen(parts),
      queue: queueScreen(parts),
      schedule: scheduleScreen(parts),
      errors: errorsScreen(parts),
      marketplaces: marketplacesScreen(parts),
      products: productsScreen(parts, handed.products),
    },
    answers: (ids) => Promise.all(ids.map(async (id) => answerReading(await desk.item(Number(id)), texts))),
    carryOut: (screen, effect, versionRead) => carryOut(parts, screen, effect, versionRead),
  };
}
