/**
 * People press the buttons of cards while the daemon is killed again and again, at labelled points and at random moments:
 * twice, both at once, with an update that comes a second time, from a stranger's chat, while Telegram is away. Judged by
 * what the marketplaces hold, by the audit log and by what stands in the chats.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openCore, type Core } from "../../src/app.ts";
import { systemClock } from "../../src/base/clock.ts";
import { sandboxConfig } from "../../src/cli/sandbox-config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { DEFAULT_SETTINGS } from "../../src/domain/alert/settings.ts";
import { createRandom, type Random } from "../../src/sandbox/random.ts";
import type { Shown } from "../../src/sandbox/messenger/chats.ts";
import { startMax, type Max } from "../../src/sandbox/max/max.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { startTelegram, type Telegram } from "../../src/sandbox/telegram/telegram.ts";
import { insertAsked, updateContact } from "../../src/store/tables/alert-contacts.ts";
import { saveAlertSettings } from "../../src/store/tables/alert-settings.ts";
import { bundled } from "./bundled.ts";
import { LABELS, TOLD_LABELS, type AnyLabel } from "./crash-points.ts";
import { loadDaemon, type Daemon } from "./processes.ts";

type MessengerName = "telegram" | "max";

export interface PressOptions {
  /** An empty folder. */
  folder: string;
  kills: number;
  seed: number;
  messenger?: MessengerName;
  say?: (line: string) => void;
}

export interface PressVerdict {
  items: number;
  kills: number;
  /** How often each label ended a daemon. */
  labels: Record<string, number>;
  presses: number;
  /** What went wrong; empty when nothing did. */
  wrong: string[];
  /** What those who pressed were told, and how often. */
  toasts: Record<string, number>;
}

interface Person {
  id: number;
  name: string;
  chat: number;
}

interface World {
  sandbox: Sandbox;
  bot: Telegram | Max;
  core: Core;
  config: string;
  people: Person[];
  random: Random;
  toasts: Record<string, number>;
  presses: number;
  items: number;
  over: boolean;
  /** Messages whose press nobody has answered yet. */
  pressed: Set<string>;
}

const APPROVE = "Отправить";
const STRANGER = { id: 666, name: "Чужой" };
const LONGEST_LIFE_MS = 2500;
/** A life that has not reached its label by then is ended anyway. */
const PATIENCE_MS = 8000;
const STUCK_MS = 90_000;
/** When nothing has moved for so long, what waits still has come to nobody as a card. */
const REST_MS = 15_000;
/** Between two presses of the same person on the same card. */
const PAUSE_MS = 500;

export async function pressTorture(options: PressOptions): Promise<PressVerdict> {
  const { kills, seed, say = () => undefined } = options;
  const script = await bundled("crashing-daemon", options.folder);
  const world = await openWorld(options);
  const hits: Record<string, number> = {};
  const thumbs = press(world);
  let daemon: Daemon | undefined;
  try {
    for (let at = 0; at < kills; at++) {
      const label = plan(at, kills, hits, world.random);
      daemon = loadDaemon(
        options.folder,
        script,
        world.config,
        label && `${label}:${kills <= TOLD_LABELS.length ? 1 : world.random.between(1, 3)}`,
      );
      write(world, at);
      // Its circuit makes everything wait, which a short run has no time for.
      world.bot.manners.away = kills > TOLD_LABELS.length && world.random.chance(0.1);
      await live(daemon, label, world.random);
      const how = label ?? "random moment";
      hits[how] = (hits[how] ?? 0) + 1;
      if (at % 20 === 19) say(`${at + 1} kills, ${world.presses} presses`);
    }
    daemon = loadDaemon(options.folder, script, world.config);
    world.bot.manners.away = false;
    await daemon.go();
    await settle(world);
    world.over = true;
    await thumbs;
    const wrong = await judge(world);
    const { items, presses, toasts } = world;
    return { items, kills, labels: hits, presses, wrong, toasts };
  } finally {
    world.over = true;
    daemon?.kill("SIGKILL");
    await daemon?.ended;
    world.core.close();
    await Promise.all([world.bot.close(), world.sandbox.close()]);
    say(`seed ${seed}`);
  }
}

async function openWorld({ folder, seed, messenger = "telegram" }: PressOptions): Promise<World> {
  const clock = systemClock;
  const sandbox = await startSandbox({ clock, seed, items: [] });
  const bot = messenger === "telegram" ? await startTelegram({ clock }) : await startMax({ clock });
  const every = { cron: "* * * * * *" };
  const text = sandboxConfig(sandbox, {
    database: "./reputation.db",
    ai: { provider: "offline" },
    log: { level: "warn" },
    net: { proxy: "direct" },
    alerts: { [messenger]: { token: bot.token, api_root: bot.url } },
    publish: { recheck_after: "300ms" },
    tasks: { send_response: { retry_delay: "1s" }, draw_card: { retry_delay: "1s" } },
    approval: { undo_window: "1s", rules: [] },
    schedule: {
      poll_wb_reviews: every,
      poll_ozon_reviews: every,
      poll_ym_reviews: every,
      retry_failed_publish: { cron: "*/3 * * * * *" },
    },
  });
  const config = join(folder, "reputation.yaml");
  writeFileSync(config, text, { mode: 0o600 });
  const core = openCore(loadConfig({ file: config, env: {}, cwd: folder }).config);
  const people = await Promise.all([person(core, bot, messenger, 1), person(core, bot, messenger, 2)]);
  return {
    sandbox,
    bot,
    core,
    config,
    people,
    random: createRandom(seed),
    toasts: {},
    presses: 0,
    items: 0,
    over: false,
    pressed: new Set(),
  };
}

async function person(core: Core, bot: Telegram | Max, channel: MessengerName, nth: number): Promise<Person> {
  const who = { id: 700 + nth, name: `p${nth}x` };
  bot.write(who, "/start");
  const chat = "dialogOf" in bot ? bot.dialogOf(who) : who.id;
  const { id: userId } = await core.people.add({ login: who.name, role: "manager", brands: null }, "person:test");
  await core.db.write((tx) => {
    const now = core.clock.now();
    const id = insertAsked(tx, { user_id: userId, channel, address: String(chat) }, now);
    updateContact(tx, id, { state: "confirmed", sender: String(who.id), confirmed_at: now });
    saveAlertSettings(tx, { userId, channel }, { ...DEFAULT_SETTINGS, quiet: null, singles: 60 }, now);
  });
  return { ...who, chat };
}

/** Buyers write as many bad reviews as are pressed in one life. */
function write(world: World, at: number): void {
  const fresh = Array.from({ length: 2 }, (_, i) => ({
    id: `r${at}-${i}`,
    rating: 2,
    text: `Маломерит, пояс короткий, ${at * 2 + i} см.`,
    createdAt: Math.floor(Date.now() / 1000) * 1000,
  }));
  world.items += fresh.length;
  world.sandbox.world.add(fresh);
}

/**
 * Every third kill is at a random moment, the others at the label that was hit least. A short run takes each point around
 * what is said to people once.
 */
function plan(at: number, kills: number, hits: Record<string, number>, random: Random): AnyLabel | undefined {
  if (kills <= TOLD_LABELS.length) return TOLD_LABELS[at];
  if (at % 3 === 2) return undefined;
  const all: AnyLabel[] = [...TOLD_LABELS, ...LABELS];
  const least = Math.min(...all.map((label) => hits[label] ?? 0));
  const open = all.filter((label) => (hits[label] ?? 0) === least);
  return open[random.between(0, open.length - 1)];
}

async function live(daemon: Daemon, label: AnyLabel | undefined, random: Random): Promise<void> {
  await daemon.go();
  const ms = label === undefined ? random.between(300, LONGEST_LIFE_MS) : PATIENCE_MS;
  await Promise.race([sleep(ms, undefined, { ref: false }), daemon.ended]);
  daemon.kill("SIGKILL");
  await daemon.ended;
}

/** Thumbs that never rest: what has a button that approves is pressed, by its person or by others, once or twice. */
async function press(world: World): Promise<void> {
  const { bot, people, random } = world;
  while (!world.over) {
    for (const one of people) {
      const cards = bot.chat(one.chat).filter((card) => hasApprove(card) && !world.pressed.has(card.id));
      for (const card of cards.slice(0, 3)) {
        const by = random.chance(0.1) ? STRANGER : one;
        for (let times = random.chance(0.4) ? 2 : 1; times > 0; times--) hit(world, by, one.chat, card);
        if (random.chance(0.2)) bot.repeat();
      }
    }
    await sleep(100);
  }
}

function hit(world: World, by: { id: number; name: string }, chat: number, card: Shown): void {
  world.presses++;
  world.pressed.add(card.id);
  void count(world, card.id, world.bot.press(by, chat, card.id, APPROVE).toast);
}

async function count({ pressed, toasts }: World, card: string, toast: Promise<string>): Promise<void> {
  const plain = (await toast).replace(/p\dx|\d+/g, "…");
  toasts[plain] = (toasts[plain] ?? 0) + 1;
  // A card that has its button still is pressed again.
  setTimeout(() => pressed.delete(card), PAUSE_MS).unref();
}

function hasApprove({ by, buttons }: Shown): boolean {
  return by === null && buttons.flat().some(({ label }) => label === APPROVE);
}

const UNSENT = "select count(*) from items where status not in ('published', 'skipped')";
const SET_APART = "select id from items where status = 'error'";
const WAITING = "select id from items where status = 'pending_review'";

/** Waits until every review is answered; what came to nobody as a card is decided on the page, as people do. */
async function settle(world: World): Promise<void> {
  const { core } = world;
  const count = (sql: string): number => core.db.statement(sql).pluck().get() as number;
  for (let [left, movedAt] = [-1, Date.now()]; Date.now() - movedAt < STUCK_MS; await sleep(200)) {
    const now = count(UNSENT) + world.items - count("select count(*) from items");
    const standing = world.people.flatMap(({ chat }) => world.bot.chat(chat).filter(hasApprove)).length;
    if (now === 0 && standing === 0) return;
    // What was set apart because the daemon died again and again is again by a person who has looked.
    for (const id of core.db.statement(SET_APART).pluck().all() as number[])
      await core.decisions.retry(id, "person:page");
    const waiting = Date.now() - movedAt < REST_MS ? [] : (core.db.statement(WAITING).pluck().all() as number[]);
    for (const id of waiting) await core.decisions.approve(id, "person:page").catch(() => undefined);
    if (now + standing !== left) [left, movedAt] = [now + standing, Date.now()];
  }
}

const DECIDED = `select i.id, i.external_id as external, i.status,
  (select count(*) from audit a where a.item_id = i.id and a.action = 'approve') as approved,
  (select count(*) from audit a where a.item_id = i.id and a.action = 'press') as pressed,
  (select count(*) from audit a where a.item_id = i.id and a.action in ('retry', 'fail')) as again,
  (select count(distinct actor) from audit a where a.item_id = i.id and a.action in ('approve', 'press')) as actors
from items i`;

async function judge({ core, sandbox, people, bot, items }: World): Promise<string[]> {
  type Row = {
    id: number;
    external: string;
    status: string;
    approved: number;
    pressed: number;
    again: number;
    actors: number;
  };
  const rows = core.db.statement(DECIDED).all() as Row[];
  const received = new Map(sandbox.world.items().map((item) => [item.externalId, item.received.length]));
  const wrong = rows.flatMap((row) => {
    const { external, status, approved, pressed, again, actors } = row;
    const answers = received.get(external) ?? 0;
    // What was set apart after several crashes is found at the marketplace, or approved once more.
    const isOnce = approved >= 1 && approved <= 1 + again && pressed <= approved && (actors === 1 || again > 0);
    const isRight = answers === 1 && isOnce && (status === "published" || again > 0);
    return isRight ? [] : [JSON.stringify({ ...row, answers })];
  });
  const left = people.flatMap(({ chat }) => bot.chat(chat).filter(hasApprove));
  const lost = items === rows.length ? [] : [`${items} reviews were written, ${rows.length} are stored`];
  return [...wrong, ...lost, ...left.map(({ id, text }) => `message ${id} has its button still: ${text.slice(0, 80)}`)];
}
