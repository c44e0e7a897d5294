/** The screens in this process: the real store, desk and decisions, real streams, and a clock that stands still. */
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import type { Desk } from "../../src/desk/desk.ts";
import { createStoreDesk } from "../../src/desk/store-desk.ts";
import { planSchedules } from "../../src/schedule/plan.ts";
import { openDb, type Tx } from "../../src/store/db.ts";
import type { NewItem } from "../../src/store/tables/items.ts";
import { startScreens, type Screens } from "../../src/tui/app.tsx";
import type { AnswerEditor } from "../../src/tui/carry-out.ts";
import { productsApi } from "../../src/desk/products.ts";
import { createSource } from "../../src/tui/source.ts";
import { fakeClock, type FakeClock } from "./fake-clock.ts";
import { storeWaiting } from "./items.ts";
import { newDatabase, tempFolder } from "./temp.ts";
import { terminalDouble, turns, type TerminalDouble } from "./terminal-double.ts";

export const SHOP = `database: ./reputation.db
accounts: [{id: wb-main, platform: wb, token: some-token, brand: b}]
brands: [{id: b, name: Brand}]
`;

/** Stores items of that shop that wait for a person. */
export function storeItems(tx: Tx, items: readonly Partial<NewItem>[]): void {
  for (const [i, item] of items.entries()) {
    const about = { productName: "Куртка", sku: "OM-1", clientName: "Анна", text: "Молния сломалась через неделю" };
    storeWaiting(tx, { ...about, brandId: "b", rating: 2, ...item }, { text: `Спасибо за отзыв ${i}!` });
  }
}

interface Options {
  items?: readonly Partial<NewItem>[];
  columns?: number;
  rows?: number;
  /** More of the configuration. */
  settings?: string;
  /** What else is in the database. */
  prepare?: (tx: Tx, config: Config) => void;
  /** Another desk in front of the real one. */
  deskOf?: (desk: Desk) => Desk;
  editorOf?: (core: Core) => AnswerEditor;
}

export interface OpenScreens extends TerminalDouble, Pick<Screens, "left"> {
  core: Core;
  clock: FakeClock;
  /** So long that the same key again is another press. */
  pause(): Promise<void>;
}

export async function openScreens(options: Options = {}): Promise<OpenScreens> {
  const { items = [{}], columns = 120, rows = 40, settings = "", prepare, deskOf = (desk) => desk } = options;
  const { config } = parseConfig(SHOP + settings, join(tempFolder(), "reputation.yaml"), {});
  const clock = fakeClock();
  const db = openDb(newDatabase(config.database));
  await db.write((tx) => {
    storeItems(tx, items);
    prepare?.(tx, config);
  });
  db.close();
  const core = openCore(config, { clock });
  const source = createSource({
    products: productsApi(core),
    desk: deskOf(createStoreDesk(core)),
    decisions: core.decisions,
    clock,
    config,
    planned: planSchedules(config),
    editor: options.editorOf?.(core) ?? { edit: async () => false, keeps: () => false },
    actor: "person:anna",
  });
  const terminal = await terminalDouble({ columns, rows });
  const { stdin, stdout } = terminal;
  const { left, end } = await startScreens(source, { stdin, stdout, screenReader: false, patchConsole: false });
  onTestFinished(async () => {
    end();
    await left;
    core.close();
  });
  await turns();
  return Object.assign(terminal, { left, core, clock, pause: () => clock.advance(700) });
}
