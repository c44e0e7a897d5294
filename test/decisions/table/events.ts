/** The events of an item, whoever causes them. */
import { answer, change, fail, remote, say, textOf, versionOf } from "./states.ts";
import type { Said } from "./outside.ts";
import type { ItemKind, Program } from "./program.ts";

export const ME = "person:me";

export interface Event {
  name: string;
  /** The audit rows the event may write: none when the event changes nothing, otherwise one of these. */
  says: readonly `${string} ${string}`[];
  /** Whether an automatic step may change the item without an audit row. */
  step?: true;
  /** Whether the event changes no item in any state of the table. */
  idle?: true;
  /**
   * Applies the event to one item.
   * @returns whether anything was changed, if the event reports it
   */
  happen?(program: Program, id: number): Promise<{ changed: boolean } | void>;
  /** Applies the event to all items at once, after `happen` has prepared each. */
  all?(program: Program, ids: readonly number[]): Promise<void>;
}

const MINE = (action: string): `${string} ${string}` => `${ME} ${action}`;
const SENT = [
  "task:send_response published",
  "task:send_response fail",
  "marketplace close",
  "marketplace refuse",
] as const;
const GAVE_UP = ["task:analyze_item fail", "task:generate_response fail", "task:regenerate_response fail"] as const;
const RULED = ["rule:default wait", "rule:approve approve", "rule:skip skip", "rule:escalate escalate"] as const;

/** The decisions of a person. */
const DECISIONS: Event[] = [
  { name: "approve", says: [MINE("approve")], happen: ({ app }, id) => app.decisions.approve(id, ME) },
  {
    name: "approve what was read",
    says: [MINE("approve")],
    happen: (program, id) => program.app.decisions.approve(id, ME, versionOf(program, id)),
  },
  {
    name: "approve another version than stands there",
    idle: true,
    says: [MINE("approve")],
    happen: ({ app }, id) => app.decisions.approve(id, ME, 999),
  },
  { name: "edit", says: [MINE("edit")], happen: ({ app }, id) => app.decisions.edit(id, `Благодарим, ${id}!`, ME) },
  {
    name: "edit and leave the text as it is",
    // An answer to earlier words of the buyer may be kept as the one to the present words.
    says: [MINE("edit")],
    happen: (program, id) => program.app.decisions.edit(id, textOf(program, id), ME),
  },
  {
    name: "edit too long",
    idle: true,
    says: [],
    happen: ({ app }, id) => app.decisions.edit(id, "я".repeat(5001), ME),
  },
  { name: "skip", says: [MINE("skip")], happen: ({ app }, id) => app.decisions.skip(id, ME) },
  { name: "escalate", says: [MINE("escalate")], happen: ({ app }, id) => app.decisions.escalate(id, ME) },
  { name: "undo", says: [MINE("undo")], happen: ({ app }, id) => app.decisions.undo(id, ME) },
  {
    name: "retry",
    says: [MINE("retry"), MINE("approve")],
    happen: ({ app }, id) => app.decisions.retry(id, ME),
  },
  {
    name: "regenerate",
    says: [MINE("regenerate")],
    happen: ({ app }, id) => app.decisions.regenerate(id, "короче", ME),
  },
  {
    name: "note",
    idle: true,
    says: [MINE("note")],
    happen: ({ app }, id) => app.decisions.note(id, "Жду ответ от склада.", ME),
  },
  {
    name: "note too long",
    idle: true,
    says: [],
    happen: ({ app }, id) => app.decisions.note(id, "я".repeat(2001), ME),
  },
];

/** Decisions on the jobs of an item, which are refused because the item itself has to be decided on. */
const JOBS: Event[] = (["retry", "cancel"] as const).map((verb) => ({
  name: `${verb} its last job`,
  idle: true,
  says: [],
  async happen(program, id) {
    await program.changeJob(verb, Number(program.rows(id).jobs.at(-1)?.["id"] ?? 0), ME);
  },
}));

const RULES: Event[] = (["approve", "review", "escalate", "skip"] as const).map((action) => ({
  name: `a rule says ${action}`,
  ...(action === "review" && { idle: true }),
  says: [`rule:test ${action === "review" ? "wait" : action}`, "rule:test wait"],
  happen: (program, id) => program.applyRule(id, action),
}));

/** A poll lists the item after `before` has changed it outside. */
function listed(name: string, says: Event["says"], before: (program: Program, id: number) => void): Event {
  return {
    name: `a poll sees ${name}`,
    // The program may not have noticed the buyer's earlier change yet.
    says: [...says, "buyer change"],
    // A poll also looks at answers that were accepted and not seen yet; that they are seen is stored beside the item.
    step: true,
    // oxlint-disable-next-line typescript/require-await -- all events are promises
    happen: async (program, id) => before(program, id),
    async all(program, ids) {
      await program.poll(ids);
      for (const id of ids) program.outside(id).polled.answer = null;
    },
  };
}

/** A later poll asks about this item alone. */
function looked(name: string, says: Event["says"], read: (program: Program, id: number) => Said["read"]): Event {
  return {
    name: `a look at the item finds ${name}`,
    says,
    // The moderation's result is stored beside the answer.
    step: true,
    // oxlint-disable-next-line typescript/require-await -- all events are promises
    happen: async (program, id) => say(program, id, { read: read(program, id) }),
    async all(program, ids) {
      await program.lookAround();
      for (const id of ids) say(program, id, {});
    },
  };
}

const standing = (program: Program, id: number, moderation?: "live" | "rejected"): Said["read"] => {
  const text = textOf(program, id);
  return () => ({ status: "answered", buyer: null, answer: answer(text, moderation) });
};

const POLLS: Event[] = [
  { ...listed("nothing new", [], () => {}), idle: true },
  listed("somebody else's answer", ["marketplace close", "marketplace reject"], (program, id) => {
    program.outside(id).polled.answer = answer("Ответили сами, в кабинете.");
  }),
  listed("our own answer", ["marketplace close"], (program, id) => {
    program.outside(id).polled.answer = answer(textOf(program, id));
  }),
  listed("a changed text", [], (program, id) => change(program, id, `Село, ${id}`)),
  listed("a changed text and an answer", ["marketplace close"], (program, id) => {
    change(program, id, `Село, ${id}`);
    program.outside(id).polled.answer = answer("Ответили сами, в кабинете.");
  }),
  // The first look only notes it; a second one, long after, gives the item back to a person.
  looked("no answer", ["marketplace reject"], () => () => ({ status: "unanswered", buyer: null })),
  looked("it withdrawn", ["marketplace close"], () => remote.gone),
  looked("somebody else's answer", ["marketplace close", "marketplace reject"], () => remote.theirs),
  looked("our answer live", ["marketplace close"], (program, id) => standing(program, id)),
  looked("our answer taken down", ["marketplace reject", "marketplace close"], (program, id) =>
    standing(program, id, "rejected"),
  ),
];

/** The item's job runs and the outside gives this reply; a call that is held continues with it. */
async function work(program: Program, id: number, kind: ItemKind, said: Partial<Said>): Promise<void> {
  say(program, id, said);
  if (!(await program.letGo(id))) await program.run(id, kind);
  say(program, id, {});
}

function sent(name: string, said: (program: Program, id: number) => Partial<Said>): Event {
  return {
    name: `its send ${name}`,
    says: [...SENT, ...GAVE_UP, ...RULED],
    step: true,
    happen: (program, id) => work(program, id, "send_response", said(program, id)),
  };
}

const SENDS: Event[] = [
  sent("is accepted", () => ({})),
  sent("finds the item withdrawn", () => ({ read: remote.gone })),
  sent("finds somebody else's answer", () => ({ read: remote.theirs })),
  sent("finds the very answer", (program, id) => ({ read: standing(program, id) })),
  sent("finds the answer rejected", (program, id) => ({ read: standing(program, id, "rejected") })),
  sent("cannot read", () => ({ read: fail.read })),
  sent("is refused", () => ({ publish: fail.refused })),
  sent("is told that the item is gone", () => ({ publish: fail.gone })),
  sent("gets no reply", () => ({ publish: fail.sendUnknown })),
  sent("is not let in", () => ({ publish: fail.sendNone })),
  sent("has no account any more", () => ({ read: fail.account })),
  {
    name: "its send meets a pause",
    // An open send is read back in spite of the pause, and after its last round the item waits for a person.
    says: ["task:send_response fail"],
    step: true,
    async all(program, ids) {
      const { decisions } = program.app;
      await decisions.pause("publish", ME);
      await Promise.all(ids.map((id) => program.run(id, "send_response")));
      await decisions.resume("publish", ME);
    },
  },
];

const MACHINE: Event[] = [
  ...(["analyze_item", "generate_response", "regenerate_response"] as const).flatMap((kind): Event[] => [
    {
      name: `its ${kind} succeeds`,
      says: [...RULED, ...GAVE_UP, ...SENT],
      step: true,
      happen: (program, id) => work(program, id, kind, {}),
    },
    {
      name: `its ${kind} fails for good`,
      says: [...RULED, ...GAVE_UP, ...SENT],
      step: true,
      async happen(program, id) {
        await work(program, id, kind, { think: fail.think });
        say(program, id, { think: fail.think });
        await program.runOut(id, kind);
        say(program, id, {});
      },
    },
  ]),
  ...(["analyze_item", "generate_response", "regenerate_response", "send_response"] as const).flatMap(
    (kind): Event[] => [
      {
        name: `the command ${kind}`,
        says: [...RULED, ...GAVE_UP, ...SENT],
        step: true,
        happen: (program, id) => program.command(id, kind),
      },
      {
        name: `the process dies three times under ${kind}`,
        says: [...RULED, ...GAVE_UP, ...SENT],
        step: true,
        async happen(program, id) {
          await program.dieUnder(id, kind);
        },
      },
    ],
  ),
  {
    name: "the hourly retry",
    says: [],
    step: true,
    async all({ app }) {
      await app.runner.runNow((tx) => app.enqueue(tx, "retry_failed_publish", {}).id);
    },
  },
  { name: "the daemon starts", says: [], step: true, idle: true, all: (program) => program.resumeSends() },
];

export const EVENTS: readonly Event[] = [...DECISIONS, ...JOBS, ...RULES, ...POLLS, ...SENDS, ...MACHINE];
