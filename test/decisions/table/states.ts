/** The states that an item can be in, each reached by the events that really lead there. */
import { ConfigError, InternalError, MarketplaceError } from "../../../src/base/errors.ts";
import type { ItemStatus } from "../../../src/domain/item.ts";
import type { PolledItem, RemoteAnswer, RemoteState } from "../../../src/marketplaces/marketplace.ts";
import { QUIET, type Said } from "./outside.ts";
import { RULED, type Program } from "./program.ts";

export const ANNA = "person:anna";

export interface State {
  name: string;
  is: ItemStatus;
  polled?: Partial<PolledItem>;
  /** The steps, from an item that a poll has just taken in. */
  reach: (program: Program, id: number) => Promise<unknown>;
  /** Whether the last step is a later poll that asks about this item alone. */
  looked?: true;
  /** The last step, after which a call to the outside is under way, so that no other process can continue from there. */
  hold?: (program: Program, id: number) => Promise<unknown>;
}

/**
 * Brings items into these states, but for the last step of those that hold a call.
 * @returns their ids, in the order of the states
 */
export async function reachAll(program: Program, states: readonly State[]): Promise<number[]> {
  const ids = await program.receive(states.map(({ polled = {} }) => polled));
  await Promise.all(states.map(({ reach }, i) => reach(program, ids[i]!)));
  if (states.some(({ looked }) => looked)) await program.lookAround();
  states.forEach(({ looked }, i) => looked && say(program, ids[i]!, {}));
  return ids;
}

/** Takes the last step of the states that hold a call. */
export async function holdAll(program: Program, states: readonly State[], ids: readonly number[]): Promise<void> {
  await Promise.all(states.map(async ({ hold }, i) => hold?.(program, ids[i]!)));
}

/** Sets the replies about the item; those left out are the default ones. */
export function say(program: Program, id: number, said: Partial<Said>): void {
  Object.assign(program.outside(id), QUIET, said);
}

export const fail = {
  think: (): never => {
    throw new InternalError("the program is ill", { retryable: true });
  },
  read: (): never => {
    throw new MarketplaceError("the marketplace stumbles", { retryable: true });
  },
  account: (): never => {
    throw new ConfigError("the account is gone", { code: "config.account" });
  },
  sendUnknown: (): never => {
    throw new MarketplaceError("the reply was lost", { retryable: true, effect: "unknown" });
  },
  sendNone: (): never => {
    throw new MarketplaceError("not now", { retryable: true });
  },
  refused: (): never => {
    throw new MarketplaceError("no", { code: "marketplace.refused", said: "Слишком коротко" });
  },
  gone: (): never => {
    throw new MarketplaceError("no such review", { code: "marketplace.not_found" });
  },
};

export const remote = {
  gone: (): RemoteState => ({ status: "gone" }),
  theirs: (): RemoteState => ({ status: "answered", buyer: null, answer: answer("Ответили сами, в кабинете.") }),
};

export function answer(text: string, moderation: RemoteAnswer["moderation"] = "live"): RemoteAnswer {
  return { text, remoteId: null, moderation };
}

/** The present version of the item's answer; 0 when there is none. */
export function versionOf(program: Program, id: number): number {
  return Number(program.rows(id).response?.["version"] ?? 0);
}

/** The present text of the item's answer. */
export function textOf(program: Program, id: number): string {
  const { response } = program.rows(id);
  return String(response?.["final_text"] ?? response?.["draft_text"] ?? "");
}

export function change(program: Program, id: number, text = "Село после стирки"): void {
  const { polled } = program.outside(id);
  program.outside(id).polled = { ...polled, text, rating: 2 };
}

async function waiting(program: Program, id: number): Promise<void> {
  await program.run(id, "analyze_item");
  await program.run(id, "generate_response");
}

async function approved(program: Program, id: number): Promise<void> {
  await waiting(program, id);
  await program.app.decisions.approve(id, ANNA);
}

async function published(program: Program, id: number): Promise<void> {
  await approved(program, id);
  await program.run(id, "send_response");
}

/** Uses up the attempts to send. */
async function sendFailed(program: Program, id: number, said: Partial<Said>): Promise<void> {
  say(program, id, said);
  await program.runOut(id, "send_response");
  say(program, id, {});
}

/** The answer was sent, but whether it arrived is unknown. */
async function unknown(program: Program, id: number): Promise<void> {
  await approved(program, id);
  say(program, id, { publish: fail.sendUnknown });
  await program.run(id, "send_response");
  say(program, id, {});
}

async function errorOnTheWay(program: Program, id: number): Promise<void> {
  await approved(program, id);
  await sendFailed(program, id, { read: fail.account });
}

async function errorWithOpenSend(program: Program, id: number): Promise<void> {
  await unknown(program, id);
  await sendFailed(program, id, { read: fail.read });
}

async function failed(program: Program, id: number, kind: "analyze_item" | "generate_response"): Promise<void> {
  say(program, id, { think: fail.think });
  await program.runOut(id, kind);
  say(program, id, {});
}

async function changed(program: Program, id: number): Promise<void> {
  change(program, id);
  await program.poll([id]);
}

async function takenDown(program: Program, id: number): Promise<void> {
  await published(program, id);
  const text = textOf(program, id);
  say(program, id, { read: () => ({ status: "answered", buyer: null, answer: answer(text, "rejected") }) });
}

export const STATES: State[] = [
  { name: "new", is: "new", reach: async () => {} },
  {
    name: "new, being analysed",
    is: "analyzing",
    reach: async () => {},
    hold: (program, id) => program.begin(id, "analyze_item", "think"),
  },
  {
    name: "analysis failed once",
    is: "analyzing",
    async reach(program, id) {
      say(program, id, { think: fail.think });
      await program.run(id, "analyze_item");
      say(program, id, {});
    },
  },
  { name: "analysed", is: "analyzing", reach: (program, id) => program.run(id, "analyze_item") },
  {
    name: "being drafted",
    is: "analyzing",
    reach: (program, id) => program.run(id, "analyze_item"),
    hold: (program, id) => program.begin(id, "generate_response", "think"),
  },
  { name: "waiting", is: "pending_review", reach: waiting },
  {
    name: "waiting, edited",
    is: "pending_review",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.edit(id, "Спасибо, что выбрали нас!", ANNA);
    },
  },
  {
    name: "waiting, another draft asked for",
    is: "pending_review",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.regenerate(id, "теплее", ANNA);
    },
  },
  {
    name: "waiting, another draft being made",
    is: "pending_review",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.regenerate(id, "теплее", ANNA);
    },
    hold: (program, id) => program.begin(id, "regenerate_response", "think"),
  },
  {
    name: "waiting after another draft",
    is: "pending_review",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.regenerate(id, "теплее", ANNA);
      await program.run(id, "regenerate_response");
    },
  },
  {
    name: "waiting after an approval was undone",
    is: "pending_review",
    async reach(program, id) {
      await approved(program, id);
      await program.app.decisions.undo(id, ANNA);
    },
  },
  {
    name: "waiting after the marketplace refused the text",
    is: "pending_review",
    async reach(program, id) {
      await approved(program, id);
      await sendFailed(program, id, { publish: fail.refused });
    },
  },
  {
    name: "waiting after moderation took the answer down",
    is: "pending_review",
    reach: takenDown,
    looked: true,
  },
  {
    name: "escalated",
    is: "escalated",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.escalate(id, ANNA);
    },
  },
  { name: "escalated by a rule", is: "escalated", polled: { sku: RULED.escalate }, reach: waiting },
  { name: "approved", is: "approved", reach: approved },
  { name: "approved by a rule", is: "approved", polled: { sku: RULED.approve }, reach: waiting },
  {
    name: "approved while another draft was asked for",
    is: "approved",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.regenerate(id, "теплее", ANNA);
      await program.app.decisions.approve(id, ANNA);
    },
  },
  {
    name: "approved, to be tried again after an error",
    is: "approved",
    async reach(program, id) {
      await approved(program, id);
      say(program, id, { read: fail.read });
      await program.run(id, "send_response");
      say(program, id, {});
    },
  },
  {
    name: "approved, failed, waiting for the hourly retry",
    is: "approved",
    async reach(program, id) {
      await approved(program, id);
      await sendFailed(program, id, { read: fail.read });
    },
  },
  {
    name: "approved again after an error on the way out",
    is: "approved",
    async reach(program, id) {
      await errorOnTheWay(program, id);
      await program.app.decisions.retry(id, ANNA);
    },
  },
  {
    name: "approved again while an earlier send is open",
    is: "approved",
    async reach(program, id) {
      await errorWithOpenSend(program, id);
      await program.app.decisions.approve(id, ANNA);
    },
  },
  {
    name: "being sent, the marketplace being read",
    is: "publishing",
    reach: approved,
    hold: (program, id) => program.begin(id, "send_response", "read"),
  },
  {
    name: "being sent, the reply being waited for",
    is: "publishing",
    reach: approved,
    hold: (program, id) => program.begin(id, "send_response", "publish"),
  },
  { name: "being sent, to be read back", is: "publishing", reach: unknown },
  {
    name: "being sent again, an earlier send open",
    is: "publishing",
    reach: unknown,
    hold: (program, id) => program.begin(id, "send_response", "read"),
  },
  { name: "published", is: "published", reach: published },
  {
    name: "published, found after an unknown outcome",
    is: "published",
    async reach(program, id) {
      await unknown(program, id);
      const text = textOf(program, id);
      say(program, id, { read: () => ({ status: "answered", buyer: null, answer: answer(text) }) });
      await program.run(id, "send_response");
    },
  },
  {
    name: "published, changed by the buyer",
    is: "new",
    async reach(program, id) {
      await published(program, id);
      await changed(program, id);
    },
  },
  {
    name: "published, changed, analysed",
    is: "analyzing",
    async reach(program, id) {
      await published(program, id);
      await changed(program, id);
      await program.run(id, "analyze_item");
    },
  },
  {
    name: "published, changed, drafted again",
    is: "pending_review",
    async reach(program, id) {
      await published(program, id);
      await changed(program, id);
      await waiting(program, id);
    },
  },
  {
    name: "approved, changed by the buyer",
    is: "new",
    async reach(program, id) {
      await approved(program, id);
      await changed(program, id);
    },
  },
  {
    name: "approved, failed, changed, analysed",
    is: "analyzing",
    async reach(program, id) {
      await approved(program, id);
      await sendFailed(program, id, { read: fail.read });
      await changed(program, id);
      await program.run(id, "analyze_item");
    },
  },
  { name: "error in the analysis", is: "error", reach: (program, id) => failed(program, id, "analyze_item") },
  {
    name: "error in the draft",
    is: "error",
    async reach(program, id) {
      await program.run(id, "analyze_item");
      await failed(program, id, "generate_response");
    },
  },
  {
    name: "error in the analysis of what the buyer changed",
    is: "error",
    async reach(program, id) {
      await approved(program, id);
      await changed(program, id);
      await failed(program, id, "analyze_item");
    },
  },
  { name: "error on the way out", is: "error", reach: errorOnTheWay },
  { name: "error with an open send", is: "error", reach: errorWithOpenSend },
  {
    name: "error, sent and never seen",
    is: "error",
    async reach(program, id) {
      await approved(program, id);
      await sendFailed(program, id, { publish: fail.sendUnknown });
    },
  },
  {
    name: "skipped",
    is: "skipped",
    async reach(program, id) {
      await waiting(program, id);
      await program.app.decisions.skip(id, ANNA);
    },
  },
  { name: "skipped by a rule", is: "skipped", polled: { sku: RULED.skip }, reach: waiting },
  {
    name: "skipped before there was a draft",
    is: "skipped",
    reach: (program, id) => program.app.decisions.skip(id, ANNA),
  },
  {
    name: "skipped while it was analysed",
    is: "skipped",
    reach: async () => {},
    async hold(program, id) {
      await program.begin(id, "analyze_item", "think");
      await program.app.decisions.skip(id, ANNA);
    },
  },
  {
    name: "skipped after it was approved",
    is: "skipped",
    async reach(program, id) {
      await approved(program, id);
      await program.app.decisions.skip(id, ANNA);
    },
  },
  {
    name: "skipped after an error on the way out",
    is: "skipped",
    async reach(program, id) {
      await errorOnTheWay(program, id);
      await program.app.decisions.skip(id, ANNA);
    },
  },
  {
    name: "skipped with an open send",
    is: "skipped",
    async reach(program, id) {
      await errorWithOpenSend(program, id);
      await program.app.decisions.skip(id, ANNA);
    },
  },
  {
    name: "skipped after the buyer changed it",
    is: "skipped",
    async reach(program, id) {
      await published(program, id);
      await changed(program, id);
      await program.run(id, "analyze_item");
      await program.app.decisions.skip(id, ANNA);
    },
  },
  {
    name: "closed while it waited",
    is: "skipped",
    async reach(program, id) {
      await waiting(program, id);
      say(program, id, { read: remote.gone });
    },
    looked: true,
  },
  {
    name: "closed by a poll while it was approved",
    is: "skipped",
    async reach(program, id) {
      await approved(program, id);
      program.outside(id).polled.answer = answer("Ответили сами, в кабинете.");
      await program.poll([id]);
      program.outside(id).polled.answer = null;
    },
  },
  {
    name: "closed by the send",
    is: "skipped",
    async reach(program, id) {
      await approved(program, id);
      say(program, id, { read: remote.gone });
      await program.run(id, "send_response");
      say(program, id, {});
    },
  },
];
