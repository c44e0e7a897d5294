/** The session alone, on the real store, desk and decisions: a test draws its frames, as fast or slowly as it wants. */
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { openCore, type Core } from "../../src/app.ts";
import { parseConfig } from "../../src/config/load.ts";
import type { Desk } from "../../src/desk/desk.ts";
import { createStoreDesk } from "../../src/desk/store-desk.ts";
import { requireItem } from "../../src/store/tables/items.ts";
import type { Frame } from "../../src/tui/frame.ts";
import { pressesIn } from "../../src/tui/keys.ts";
import { layoutOf } from "../../src/tui/layout.ts";
import { Session } from "../../src/tui/session.ts";
import { productsApi } from "../../src/desk/products.ts";
import { createSource } from "../../src/tui/source.ts";
import { fakeClock, type FakeClock } from "../support/fake-clock.ts";
import { SHOP, storeItems } from "../support/screens.ts";
import { newDatabase, tempFolder } from "../support/temp.ts";
import { turns } from "../support/terminal-double.ts";

interface Shop {
  core: Core;
  clock: FakeClock;
  /** Another person's session at the same shop. */
  begin(deskOf?: (desk: Desk) => Desk): Promise<Opened>;
}

interface Opened {
  session: Session;
  type: (keys: string) => void;
  /** Draws what there is to be drawn, until nothing new comes. @returns the last frame */
  draw: () => Promise<Frame>;
}

async function openShop(texts: readonly string[]): Promise<Shop> {
  const { config } = parseConfig(SHOP, join(tempFolder(), "reputation.yaml"), {});
  const clock = fakeClock();
  newDatabase(config.database);
  const core = openCore(config, { clock });
  onTestFinished(() => core.close());
  await core.db.write((tx) =>
    storeItems(
      tx,
      texts.map((text) => ({ text })),
    ),
  );
  const editor = { edit: async () => false, keeps: () => false };
  const parts = {
    products: productsApi(core),
    decisions: core.decisions,
    clock,
    config,
    planned: [],
    editor,
    actor: "person:anna",
  };
  return {
    core,
    clock,
    async begin(deskOf = (desk) => desk) {
      const source = createSource({ ...parts, desk: deskOf(createStoreDesk(core)) });
      const session = new Session(source);
      await session.start();
      const show = (frame: Frame): void => {
        const layout = layoutOf(frame, source.texts, { columns: 120, rows: 40 });
        if (layout) session.shown({ frame, text: layout.text, page: layout.page });
      };
      return {
        session,
        type: (keys) => session.type(pressesIn(keys, {})),
        async draw() {
          for (let shown: Frame | undefined; shown !== session.frame();) {
            shown = session.frame();
            show(shown);
            await turns(5);
          }
          return session.frame();
        },
      };
    },
  };
}
/** A desk whose answers to one question can be held back, each until it is let go. */
interface SlowDesk {
  of: (desk: Desk) => Desk;
  /** From now on answers wait. */
  hold(): void;
  /** What was asked and waits, in order; called, it is answered. */
  waiting: { asked: unknown; answer: () => void }[];
}

function slowDesk(method: "inbox" | "item" | "queue"): SlowDesk {
  let holds = false;
  const waiting: SlowDesk["waiting"] = [];
  const held = async (asked: unknown): Promise<void> => {
    if (holds) await new Promise<void>((answer) => void waiting.push({ asked, answer }));
  };
  return {
    waiting,
    hold: () => void (holds = true),
    of: (desk) => {
      const ask = desk[method] as (asked: unknown) => Promise<unknown>;
      return { ...desk, [method]: (asked: unknown) => held(asked).then(() => ask(asked)) };
    },
  };
}

const idsOf = ({ view }: Frame): string[] => view.rows.map(({ id }) => id);

/** Everything in the first list is read. */
async function readAll({ type, draw }: Opened, { clock }: Shop): Promise<void> {
  type("2");
  for (let row = 0; row < 4; row++) {
    await draw();
    type("j");
  }
  type("g1");
  await draw();
  await clock.advance(700);
}

test("however a burst of keys is cut into pieces on its way, each key means what it means alone", async () => {
  const shop = await openShop(["Куртка 0", "Куртка 1", "Куртка 2", "Куртка 3"]);
  const burst = "2/куртка\r  ay";
  const [enter, ask, yes] = [8, 11, 12];
  // Before which keys the screens are drawn: that is where a piece ends.
  const draws = fc.subarray(Array.from({ length: burst.length - 1 }, (_, i) => i + 1));
  await fc.assert(
    fc.asyncProperty(draws, async (places) => {
      const opened = await shop.begin();
      await readAll(opened, shop);
      for (const [from, to] of [0, ...places].map((place, i) => [place, places[i] ?? burst.length] as const)) {
        opened.type(burst.slice(from, to));
        if (to < burst.length) await opened.draw();
      }
      const { state } = await opened.draw();
      expect(state.filters.inbox).toBe("куртка");
      const isListed = places.some((place) => place > enter && place <= ask);
      const isPublished = isListed && places.includes(yes);
      const expected = isPublished ? "approved" : "pending_review";
      const now = [1, 2, 3, 4].map((id) => requireItem(shop.core.db, id).status);
      expect(now).toEqual([expected, expected, "pending_review", "pending_review"]);
      if (!isPublished) expect(state.marked).toEqual(["1", "2"]);
      expect(state.mode).toBe(isListed && !isPublished ? "confirm" : "browse");
      opened.session.stop();
      if (isPublished) for (const id of [1, 2]) await shop.core.decisions.undo(id, "person:anna");
    }),
    { numRuns: 15 },
  );
});

describe("a desk that takes its time", () => {
  const JACKETS = ["Куртка", "Шапка", "Куртка зимняя"];

  test("an answer to an earlier filter comes too late: the list is for what was typed last", async () => {
    const shop = await openShop(JACKETS);
    const inbox = slowDesk("inbox");
    const { type, draw } = await shop.begin(inbox.of);
    type("2/");
    await draw();
    inbox.hold();
    type("шап");
    await turns();
    type("ка");
    await turns();
    expect(inbox.waiting.map(({ asked }) => asked)).toMatchObject([{ terms: ["шап"] }, { terms: ["шапка"] }]);
    inbox.waiting[1]?.answer();
    await turns();
    expect(idsOf(await draw())).toEqual(["2"]);
    type("\u007F\u007F\u007F\u007F\u007Fзимн");
    await turns();
    inbox.waiting.at(-1)?.answer();
    await turns();
    inbox.waiting[0]?.answer();
    await turns();
    expect(idsOf(await draw())).toEqual(["3"]);
  });

  test("the same list is never asked for twice at once, and once more when something was committed meanwhile", async () => {
    const shop = await openShop(JACKETS);
    const inbox = slowDesk("inbox");
    const { type, draw } = await shop.begin(inbox.of);
    await draw();
    inbox.hold();
    type("2");
    for (const id of [1, 2]) {
      await shop.core.decisions.skip(id, "person:boris");
      await shop.clock.advance(1000);
    }
    expect(inbox.waiting).toHaveLength(1);
    inbox.waiting[0]?.answer();
    await turns();
    expect(inbox.waiting).toHaveLength(2);
    inbox.waiting[1]?.answer();
    expect(idsOf(await draw())).toEqual(["3"]);
    expect(inbox.waiting).toHaveLength(2);
  });

  test("no key decides anything while a list is on its way, and after a while the screens show that it is", async () => {
    const shop = await openShop(JACKETS);
    const inbox = slowDesk("inbox");
    const { type, draw, session } = await shop.begin(inbox.of);
    await draw();
    inbox.hold();
    type("2");
    await draw();
    expect(session.frame().state.screen).toBe("overview");
    await shop.clock.advance(100);
    expect(await draw()).toMatchObject({ isPending: true, state: { screen: "inbox" }, view: { rows: [] } });
    type("s");
    inbox.waiting[0]?.answer();
    expect(await draw()).toMatchObject({ isPending: false, state: { notice: "tooEarly" } });
    expect(requireItem(shop.core.db, 1).status).toBe("pending_review");
  });

  test("after a decision the next one waits until the outcome of the first is on the screen", async () => {
    const shop = await openShop(JACKETS);
    const inbox = slowDesk("inbox");
    const { type, draw } = await shop.begin(inbox.of);
    type("2");
    await draw();
    inbox.hold();
    type("s");
    await turns();
    expect(requireItem(shop.core.db, 1).status).toBe("skipped");
    await shop.clock.advance(1000);
    // Row 1 is still on the screen, and still selected there; row 2 is what comes next.
    type("s");
    await turns();
    expect(requireItem(shop.core.db, 2).status).toBe("pending_review");
    for (const { answer } of inbox.waiting) answer();
    expect(await draw()).toMatchObject({ state: { notice: "tooEarly" } });
    expect(requireItem(shop.core.db, 2).status).toBe("pending_review");
  });

  test("no yes counts before the answers it is for are on the screen", async () => {
    const shop = await openShop(JACKETS);
    const item = slowDesk("item");
    const { type, draw } = await shop.begin(item.of);
    type("2");
    await draw();
    type(" ");
    await draw();
    type(" ");
    await draw();
    await shop.clock.advance(1000);
    item.hold();
    type("a");
    await shop.clock.advance(1000);
    expect(await draw()).toMatchObject({ state: { mode: "confirm" }, question: undefined, isPending: true });
    type("y");
    for (const { answer } of item.waiting) answer();
    const asked = await draw();
    expect(asked).toMatchObject({ state: { mode: "confirm", notice: "tooEarly" }, isPending: false });
    expect(asked.question).toHaveLength(2);
    await shop.clock.advance(1000);
    type("y");
    await draw();
    expect([1, 2].map((id) => requireItem(shop.core.db, id).status)).toEqual(["approved", "approved"]);
  });

  test("Ctrl-C leaves although the desk never answers, and no key after it is taken", async () => {
    const shop = await openShop(JACKETS);
    const inbox = slowDesk("inbox");
    const { type, draw, session } = await shop.begin(inbox.of);
    await draw();
    let result: string | undefined = "not left";
    session.attach({ exit: (how) => void (result = how), lend: (run) => run() });
    inbox.hold();
    type("2s");
    await turns();
    session.type([
      { key: "ctrl-c", text: "" },
      { key: "s", text: "s" },
    ]);
    expect(result).toBe("interrupted");
    inbox.waiting[0]?.answer();
    await draw();
    expect(requireItem(shop.core.db, 1).status).toBe("pending_review");
  });
});
