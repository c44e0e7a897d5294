/** The hub: its cells, what they say of themselves, and what has changed in any of them. */
import { MINUTE_MS, type Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { brandSchema } from "../config/brand.ts";
import type { Config } from "../config/schema.ts";
import type { Decisions } from "../decisions/index.ts";
import type { Person } from "../domain/access.ts";
import type { Obstacle } from "../desk/hold-reason.ts";
import { splitRef } from "../domain/item-ref.ts";
import type { ItemDocument } from "../desk/documents.ts";
import type { AccountPulse, CellState } from "../desk/work.ts";
import type { Cells } from "./gather.ts";
import { hubExports } from "./exports.ts";
import { hubFigures } from "./figures.ts";
import { CELL_TIMES, openCell, type Cell, type CellTimes } from "./cell.ts";
import { hubItems } from "./items.ts";
import { hubProducts } from "./products.ts";
import { hubRules } from "./rules.ts";
import { hubPrograms } from "./programs.ts";
import { hubWeeks } from "./weeks.ts";
import { hubLooks } from "./looks.ts";
import type { Reader } from "../store/db.ts";
import { hubMonths } from "./months.ts";
import { hubPhotos } from "./photos.ts";
import { accountIn } from "./names.ts";
import { sharedBots } from "./shared-bots.ts";
import { waysTo } from "./ways.ts";
import { openWire } from "./wire.ts";

/** What the pages read of the configuration: brands and accounts are those of the cells, and change with them. */
type Shown = Pick<Config, "brands"> & {
  accounts: { id: string; brand: string; platform: Config["accounts"][number]["platform"] }[];
};

interface HubParts {
  /** Its brands and accounts are replaced by those of the cells. */
  config: Omit<Config, "accounts"> & Shown;
  /** The hub's own file, where the looks of its people are. */
  own: { db: Reader; decisions: Pick<Decisions, "look"> };
  clock: Clock;
  log: Log;
  times?: CellTimes;
}

const BEAT_MS = 1000;
/** Accounts, brands and pauses are looked at so often; whether anything was changed, with every beat. */
const WHOLE_EVERY = 10;
/** A change is kept for who asks late. */
const KEPT_MS = 10 * MINUTE_MS;

export type Hub = ReturnType<typeof openHub>;

export function openHub({ config, own, clock, log, times = CELL_TIMES }: HubParts) {
  const cells = (config.cells ?? []).map((cell) => {
    return openCell(cell, { wire: openWire(cell, config, clock), clock, log, times });
  });
  const together = { all: cells, clock, times };
  const changes = new Map<string, number>();
  let [version, isOpen] = [0, true];
  const news = new Map<string, number>();
  const bots = sharedBots(config, log);

  async function beat(cell: Cell, isWhole: boolean): Promise<void> {
    const before = cell.state();
    const changed = await cell.beat(clock.now() - KEPT_MS, isWhole);
    const isBack = before === "down" && cell.state() !== "down";
    if (changed !== undefined || isBack) news.set(cell.id, (news.get(cell.id) ?? 0) + 1);
    if (changed === undefined) return;
    version++;
    for (const { brand, at } of changed) changes.set(brand, Math.max(at, changes.get(brand) ?? 0));
  }

  /** Each cell by itself: one that hangs keeps no other waiting. */
  async function watch(cell: Cell, beats = 0): Promise<void> {
    if (!isOpen) return;
    const before = cell.about();
    const isWhole = beats % WHOLE_EVERY === 0;
    await beat(cell, isWhole);
    if (isWhole) await bots.tell(cell);
    if (cell.about() !== before) take(config, cells);
    clock.after(BEAT_MS, () => void watch(cell, beats + 1));
  }

  return {
    /** Resolves when every cell has answered for the first time, or cannot be reached. */
    async start(): Promise<void> {
      await Promise.all(cells.map((cell) => watch(cell)));
    },
    ...pagesOf(together, config, { bots, looks: hubLooks(own) }),
    photo: hubPhotos(cells),
    ways: waysTo(cells, (cell) => news.get(cell) ?? 0),
    desk: {
      pulses: async (): Promise<AccountPulse[]> => cells.flatMap(pulsesOf),
      obstacles: async (): Promise<Obstacle[]> => obstaclesOf(cells),
      away: (person: Pick<Person, "brands">): string[] =>
        cells.filter((cell) => cell.state() !== "up" && cell.concerns(person)).map(({ name }) => name),
      version: async (): Promise<number> => version,
      changes: async (since: number) =>
        [...changes].filter(([, at]) => at >= since).map(([brand, at]) => ({ brand, at })),
    },
    async close(): Promise<void> {
      isOpen = false;
      await Promise.all(cells.map((cell) => cell.close()));
    },
  };
}

/** What the pages show of the cells, and what they change in them. */
function pagesOf(
  cells: Cells,
  config: HubParts["config"],
  { bots, looks }: { bots: ReturnType<typeof sharedBots>; looks: ReturnType<typeof hubLooks> },
) {
  const figures = hubFigures(cells);
  const products = hubProducts(cells, config.timezone);
  const items = hubItems(cells, config, looks);
  const rules = hubRules(cells, config, items.get);
  return {
    items,
    brandIn: ({ id, brand_id: brand }: Pick<ItemDocument, "id" | "brand_id">) => {
      const cell = rules.find((one) => one.id === splitRef(id).cell);
      return cell?.shop().brands.find((one) => one.id === brand);
    },
    products: { products, weeks: hubWeeks({ clock: cells.clock, config, figures, products, items }) },
    figures,
    month: hubMonths(cells, { clock: cells.clock, config, figures }),
    rules,
    cells: hubPrograms(cells, config, (cell) => stateOf(cell, bots.of(cell))),
    exports: (decisions: Pick<Decisions, "recordExport">) =>
      hubExports({ cells, config, decisions, figures, products }),
  };
}

function stateOf(cell: Cell, shared: CellState["sharedBots"]): CellState {
  const about = cell.about();
  return {
    id: cell.id,
    name: cell.name,
    state: cell.state(),
    version: about?.version ?? null,
    pages: about?.pages ?? null,
    sharedBots: shared,
    pulses: pulsesOf(cell),
  };
}

function pulsesOf(cell: Cell): AccountPulse[] {
  return (cell.program()?.pulses ?? []).map((pulse) => ({ ...pulse, id: accountIn(cell, pulse.id) }));
}

/** What stops some cells alone stops sending in part. */
function obstaclesOf(cells: readonly Cell[]): Obstacle[] {
  const known = cells.flatMap((cell) => cell.program() ?? []);
  const paused = known.filter(({ obstacles }) => obstacles.includes("publish_paused")).length;
  const partly = known.some(({ obstacles }) => obstacles.includes("publish_partly_paused"));
  if (paused > 0 && paused === known.length) return ["publish_paused"];
  return paused > 0 || partly ? ["publish_partly_paused"] : [];
}

/** A brand that several cells have is one brand; its first cell says what it is called. */
function take(config: Shown, cells: readonly Cell[]): void {
  const all = cells.flatMap((cell) => cell.about()?.brands ?? []);
  const first = new Map(all.toReversed().map((brand) => [brand.id, brand]));
  config.brands = [...first.values()].flatMap((brand) => brandSchema.safeParse(brand).data ?? []);
  config.accounts = cells.flatMap((cell) =>
    (cell.about()?.accounts ?? []).map((account) => ({ ...account, id: accountIn(cell, account.id) })),
  );
}
