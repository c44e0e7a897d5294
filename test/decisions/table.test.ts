/**
 * Every event is tried in every state, followed by everything that can come next; item, answer, audit, jobs and open
 * sends must then agree. Each row of the table is an event. Its items are driven on one database, three to a state.
 */
import fc from "fast-check";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { StateError } from "../../src/base/errors.ts";
import { EVENTS, type Event } from "./table/events.ts";
import { broken, unfinished } from "./table/invariants.ts";
import { openProgram, type Left, type Program, type Rows } from "./table/program.ts";
import { runs } from "../support/runs.ts";
import { place } from "../support/temp.ts";
import { holdAll, reachAll, STATES, type State } from "./table/states.ts";

/** What an event did to an item. */
interface Happened {
  before: Rows;
  refused: boolean;
  changed: boolean | undefined;
}

async function happen(program: Program, event: Event, id: number, before: Rows = program.rows(id)): Promise<Happened> {
  try {
    const told = await event.happen?.(program, id);
    return { before, refused: false, changed: told?.changed };
  } catch (error) {
    if (!(error instanceof StateError)) throw error;
    return { before, refused: true, changed: false };
  }
}

/** What is wrong with the item after the event, as sentences. */
function wrong(event: Event, { before, refused, changed }: Happened, after: Rows): string[] {
  const found = broken(after).filter((law) => !broken(before).includes(law));
  const said = after.audit.slice(before.audit.length).map(({ actor, action }) => `${String(actor)} ${String(action)}`);
  const moved = JSON.stringify([before.item, before.response]) !== JSON.stringify([after.item, after.response]);
  if (changed === false && JSON.stringify(before) !== JSON.stringify(after))
    found.push(refused ? "what is refused changes nothing" : "what changes nothing writes nothing");
  if (said.length > 1 || !said.every((line) => (event.says as readonly string[]).includes(line)))
    found.push(`the audit says what was done, and who did it (it says: ${said.join(", ")})`);
  if ((changed ?? (moved && !event.step)) && said.length !== 1) found.push("every change is in the audit once");
  return found;
}

const named = (name: string): Event => EVENTS.find((event) => event.name === name)!;

const FOLLOWS: { name: string; event?: Event }[] = [
  { name: "undo", event: named("undo") },
  { name: "retry", event: named("retry") },
  { name: "nothing" },
];

/** What an event can have changed about an item: an ended job changes nothing any more. */
function stateOf({ item, response, jobs, attempts }: Rows): string {
  return JSON.stringify([item, response, attempts, jobs.filter(({ finished_at }) => finished_at === null)]);
}

const folder = mkdtempSync(join(place(), "reputation-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Items in all states, as far as these outlive a process, brought there once; for each follow-up others. */
let resting: Left;
const reachedIds: number[][] = [];

beforeAll(async () => {
  const program = await openProgram(folder);
  for (const _ of FOLLOWS) reachedIds.push(await reachAll(program, STATES));
  resting = await program.leave();
});

interface Cell extends Happened {
  state: State;
  id: number;
}

/** Applies the event to an item in each of the states, before this follow-up. */
async function drive(program: Program, event: Event, follow: number, states: ReadonlySet<State>): Promise<Cell[]> {
  const all = STATES.map((state, i) => ({ state, id: reachedIds[follow]![i]! }));
  const cells = all.filter(({ state }) => states.has(state));
  const ids = cells.map(({ id }) => id);
  await holdAll(
    program,
    cells.map(({ state }) => state),
    ids,
  );
  const happened = await Promise.all(cells.map(({ id }) => happen(program, event, id)));
  await event.all?.(program, ids);
  return cells.map((cell, i) => ({ ...cell, ...happened[i]! }));
}

// We do not use `test.each`, because it cuts long names.
for (const event of EVENTS) test(`the rows of an item agree in every state after: ${event.name}`, () => row(event));

/** Tries the event in all states, each with everything that can follow. */
async function row(event: Event): Promise<void> {
  const problems = new Set<string>();
  const note = (laws: string[], ...way: string[]): void => {
    for (const law of laws) problems.add(`${way.join(" → ")}: ${law}`);
  };
  let states: ReadonlySet<State> = new Set(STATES);
  let program = await openProgram(folder, resting);
  for (const [at, follow] of FOLLOWS.entries()) {
    // What looks at all items at once would come upon those of the other follow-ups.
    if (at > 0 && event.all) {
      await program.leave();
      program = await openProgram(folder, resting);
    }
    const cells = await drive(program, event, at, states);
    const changed: { state: State; id: number; rows: Rows }[] = [];
    for (const { state, id, ...told } of cells) {
      expect(told.before.item, state.name).toMatchObject({ status: state.is });
      note(broken(told.before), state.name);
      const rows = program.rows(id);
      note(wrong(event, told, rows), state.name, event.name);
      if (stateOf(told.before) !== stateOf(rows)) changed.push({ state, id, rows });
    }
    // Where the event changed nothing, the item continues as it would without the event, so one try is enough there.
    states = new Set(changed.map(({ state }) => state));
    expect(changed.length === 0, "it changes an item in some state").toBe(event.idle === true);
    await Promise.all(
      changed.map(async ({ state, id, rows }) => {
        const way = [state.name, event.name, follow.name];
        let reached = rows;
        if (follow.event) {
          const told = await happen(program, follow.event, id, rows);
          reached = program.rows(id);
          note(wrong(follow.event, told, reached), ...way);
          // What was refused continues as it does where nothing follows.
          if (told.refused) return;
        }
        const before = broken(reached);
        await program.goOn(id);
        const after = program.rows(id);
        note(
          [...broken(after), ...unfinished(after)].filter((law) => !before.includes(law)),
          ...way,
          "all done",
        );
      }),
    );
    if (states.size === 0) break;
  }
  await program.leave();
  expect([...problems]).toEqual([]);
}

test("after any events in any order, an item's rows agree and the item comes to rest", async () => {
  const program = await openProgram(folder);
  const ways = fc.record({
    state: fc.constantFrom(...STATES.map(({ name }) => name)),
    events: fc.array(fc.constantFrom(...EVENTS.map(({ name }) => name)), { minLength: 2, maxLength: 10 }),
  });
  await fc.assert(
    fc.asyncProperty(ways, async ({ state, events }) => {
      const from = STATES.filter(({ name }) => name === state);
      const [id = 0] = await reachAll(program, from);
      await holdAll(program, from, [id]);
      for (const event of events.map(named)) {
        const told = await happen(program, event, id);
        await event.all?.(program, [id]);
        expect(wrong(event, told, program.rows(id)), event.name).toEqual([]);
      }
      await program.goOn(id);
      const after = program.rows(id);
      expect([...broken(after), ...unfinished(after)]).toEqual([]);
    }),
    runs(25),
  );
  await program.leave();
});
