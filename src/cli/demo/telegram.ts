/** The demo on a telephone: cards of a simulated Telegram in the terminal, whose buttons decide on simulated marketplaces. */
import { mkdtempSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "../../app.ts";
import { MINUTE_MS } from "../../base/clock.ts";
import { DEFAULT_SETTINGS } from "../../domain/alert/settings.ts";
import type { User } from "../../sandbox/messenger/chats.ts";
import type { SampleItem } from "../../sandbox/samples.ts";
import { startSandbox, type Sandbox } from "../../sandbox/sandbox.ts";
import { startTelegram, type Telegram } from "../../sandbox/telegram/telegram.ts";
import { statusOf } from "../../store/views/status.ts";
import type { Context } from "../context.ts";
import { catchStop, type Stopper } from "../terminal/signals.ts";
import { terminalChat, type TerminalChat } from "./chat.ts";
import { openDemo, receivedBy, VISITOR } from "./play.ts";
import { summarize } from "./summary.ts";

const LOOK_MS = 200;
/** When nothing has changed for so long, everything that is under way has been shown. */
const CALM_MS = 1500;
const USER: User = { id: 4711, name: VISITOR.name };

/** What buyers have just written: a complaint, a question, and one of harm that only a person answers. */
function letters(now: number): SampleItem[] {
  const written = (minutes: number) => ({ createdAt: now - minutes * MINUTE_MS });
  return [
    {
      ...written(3),
      id: "colour",
      platform: "wb",
      rating: 2,
      clientName: "Ольга",
      text: "Цвет не как на фото: на картинке насыщенный, а пришло блёклое. И в груди тянет.",
      pros: "Мягкая ткань",
      cons: "Маломерит",
    },
    {
      ...written(5),
      id: "size",
      platform: "ym",
      itemType: "question",
      rating: null,
      text: "Какой размер брать на рост 172?",
    },
    {
      ...written(8),
      id: "rash",
      platform: "ozon",
      rating: 1,
      text: "После первой носки у ребёнка сыпь, были у врача.",
    },
  ];
}

/** @returns the exit code */
export async function demoTelegram(context: Context): Promise<number> {
  const { clock } = context;
  const startedAt = clock.now();
  const folder = mkdtempSync(join(tmpdir(), "reputation-demo-"));
  const sandbox = await startSandbox({ clock, items: [] });
  const telegram = await startTelegram({ clock });
  const stop = catchStop(() => context.hint("\nStopping (press Ctrl-C again to force)"));
  try {
    const app = await openDemo(context, sandbox, { folder, telegram });
    try {
      await app.startDaemon(() => {});
      await bind(app, telegram, stop);
      // What happens before somebody is bound is told to nobody, so buyers write only then.
      const items = letters(clock.now());
      sandbox.world.add(items);
      await converse(context, app, { telegram, stop, count: items.length });
      return await conclude(context, app, sandbox, startedAt);
    } finally {
      await app.close(2000);
    }
  } finally {
    stop.release();
    await telegram.close();
    await sandbox.close();
    rmSync(folder, { recursive: true });
  }
}

/** The newcomer's chat is bound the whole way: a code, `/start`, and their word that it was them. */
async function bind({ people, contacts, clock }: App, telegram: Telegram, { signal }: Stopper): Promise<void> {
  const { id } = await people.add({ ...VISITOR, role: "admin", brands: null }, "person:demo");
  await contacts.set(id, new Map([["telegram", { ...DEFAULT_SETTINGS, quiet: null, singles: 20 }]]));
  const { code, contactId } = await contacts.ask(id, { channel: "telegram" });
  telegram.write(USER, `/start ${code}`);
  while (!signal.aborted && contacts.of(id)[0]?.state !== "claimed") await clock.sleep(LOOK_MS);
  if (!signal.aborted) await contacts.confirm(id, contactId);
}

interface Talk {
  telegram: Telegram;
  stop: Stopper;
  /** How many letters there are. */
  count: number;
}

/** Shows what comes, and does what is typed once everything has come; ends with the input, or with `q`. */
async function converse(context: Context, app: App, { telegram, stop, count }: Talk): Promise<void> {
  const { io, globals, clock, paint } = context;
  const print = (text: string): void => void (globals.json || io.stdout.write(`${text}\n`));
  const chat = terminalChat({ telegram, user: USER, clock, paint, print });
  const lines = linesOf(io.stdin);
  context.hint("The telephone of a manager. A number presses a button, other words answer the newest card, q ends.\n");
  while (!stop.signal.aborted) {
    chat.show();
    if (isCalm(app, chat, count)) {
      const line = lines.next();
      if (line === "q" || (line === null && !isOnItsWay(app))) break;
      if (typeof line === "string" && line !== "") print(await chat.say(line));
    }
    await clock.sleep(LOOK_MS, stop.signal).catch(() => undefined);
  }
  lines.close();
}

function isCalm({ db, clock, runner }: App, chat: TerminalChat, count: number): boolean {
  const { items } = statusOf(db, clock.now(), 0);
  const known = Object.values(items).reduce((sum, n) => sum + n, 0);
  const isRead = known >= count && items.new + items.analyzing === 0;
  return isRead && runner.running().length === 0 && clock.now() - chat.changedAt() > CALM_MS;
}

/** Whether an answer has not left yet: its card will say so. */
function isOnItsWay({ db, clock }: App): boolean {
  const { items } = statusOf(db, clock.now(), 0);
  return items.approved + items.publishing > 0;
}

interface Lines {
  /** Undefined: nothing typed yet; null: the input has ended. */
  next(): string | null | undefined;
  close(): void;
}

function linesOf(input: NodeJS.ReadableStream): Lines {
  const typed: string[] = [];
  let ended = false;
  const reader = createInterface({ input, terminal: false });
  reader.on("line", (line) => typed.push(line.trim()));
  reader.on("close", () => (ended = true));
  return { next: () => typed.shift() ?? (ended ? null : undefined), close: () => reader.close() };
}

/** Asks the marketplaces what they hold. */
async function conclude(context: Context, { db }: App, sandbox: Sandbox, startedAt: number): Promise<number> {
  const seconds = Math.round((context.clock.now() - startedAt) / 100) / 10;
  const summary = summarize(db, await receivedBy(sandbox), { seconds, by_hand: 0 });
  const { verified, totals } = summary;
  const { paint } = context;
  context.print(summary, () =>
    verified
      ? `${paint("green", "✓")} The marketplaces hold exactly one answer for each of the ${totals.published} published items, and none for any other.`
      : `${paint("red", "✗")} What the marketplaces hold does not agree with what was published.`,
  );
  return verified && totals.failed === 0 ? 0 : 1;
}
