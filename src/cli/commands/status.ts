import { currencyOf } from "../../config/price.ts";
import type { Config } from "../../config/schema.ts";
import type { StatusPage } from "../../desk/overview.ts";
import { iso, span } from "../../domain/calendar.ts";
import { circuitState } from "../../domain/circuit.ts";
import { ITEM_STATUSES } from "../../domain/item.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { circuitOf, type PollingState } from "../../store/tables/polling-state.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withDesk } from "../desk.ts";
import { flag } from "../parameters.ts";
import { serverOf } from "../server-of.ts";
import { isDumb, mayColour } from "../terminal/io.ts";
import { table, type Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";

/** Shows the screens on a terminal, but a single snapshot in a pipe, with `--once` and with `--json`. */
export const status = command({
  name: "status",
  summary: "Shows how everything stands.",
  examples: ["reputation status --once", "reputation status --json"],
  takes: {
    once: flag("--once", "one look, then exit (what a pipe gets)"),
    check: flag(
      "--check",
      "print nothing, and exit with 1 when no daemon or hub is at work (for a container's health check)",
    ),
  },
  async run(context, { once, check }) {
    if (check) return (await isServed(context)) ? 0 : 1;
    const { io, globals } = context;
    const canDraw = io.stdout.isTTY && io.stdin.isTTY && !isDumb(io.env);
    // The screens are those of a daemon: what a hub shows is on its pages.
    if (once || globals.json || !canDraw || (await context.deskConfig()).cells) return snapshot(context);
    // React's development build keeps a measurement of every drawing, for ever.
    const { env } = process;
    env["NODE_ENV"] ??= "production";
    // Ink's colour library ignores NO_COLOR and checks the terminal only once, when it is loaded.
    if (!mayColour(io.stdout, io, globals.color)) env["FORCE_COLOR"] = "0";
    const { showScreens } = await import("../screens.ts");
    return showScreens(context);
  },
});

async function isServed(context: Context): Promise<boolean> {
  let isAlive = false;
  await withDesk(context, async (desk) => {
    isAlive = (await desk.status()).daemon?.alive ?? false;
  });
  return isAlive;
}

async function snapshot(context: Context): Promise<void> {
  await withDesk(context, async (desk, config) => {
    const stands = await desk.status();
    context.print(document(stands, context.clock.now()), () => page(stands, config, context));
    if (config.cells) context.hint("Items, polls and answers are in its cells: see its pages, «Ячейки».");
    const { waiting, unsent } = stands;
    if (waiting > 0) context.hint(`Next: reputation inbox (${waiting} wait for you)`);
    if (unsent > 0) context.hint(`Next: reputation inbox --unsent (${unsent} do not get out)`);
  });
}

function document(
  { daemon, polls, late_polls, keys, key_holds, ai_holds, paused, next_fire_at, channels, ...rest }: StatusPage,
  now: number,
): object {
  return {
    daemon: daemon?.alive ? { pid: daemon.pid, host: daemon.host, started_at: iso(daemon.started_at) } : null,
    ...rest,
    paused: Object.entries(paused).map(([lane, { since, by }]) => ({ lane, since: iso(since), by })),
    polls: polls.map((poll) => pollDocument(poll, now)),
    late_polls: late_polls.map(({ account, itemType, lastSuccess }) => {
      return { account, item_type: itemType, last_success_at: iso(lastSuccess) };
    }),
    keys: keys.map(({ checked_at, expires_at, ...key }) => {
      return { ...key, checked_at: iso(checked_at), expires_at: iso(expires_at) };
    }),
    key_holds: key_holds.map(({ account, only, since, code, message, probe_at }) => {
      const part = only && { item_type: only.itemType, work: only.work };
      return { account, only: part, since: iso(since), code, message, probe_at: iso(probe_at) };
    }),
    ai_holds: ai_holds.map(({ name, since, code, message, probe_at }) => {
      return { name, since: iso(since), code, message, probe_at: iso(probe_at) };
    }),
    channels: channels.map(({ oldest_due_at, away_since, open_until, last_sent_at, ...channel }) => {
      const times = { oldest_due_at: iso(oldest_due_at), away_since: iso(away_since), next_try_at: iso(open_until) };
      return { ...channel, ...times, last_sent_at: iso(last_sent_at) };
    }),
    next_fire_at: iso(next_fire_at),
  };
}

function pollDocument(poll: PollingState, now: number): object {
  const { watermark, last_poll_at, circuit_open_until, deep_read_at: _, first_read_at: __, ...rest } = poll;
  return {
    ...rest,
    watermark: iso(watermark),
    last_poll_at: iso(last_poll_at),
    circuit_open_until: iso(circuit_open_until),
    circuit: circuitState(circuitOf(poll), now),
  };
}

function page(status: StatusPage, config: Config, context: Context): string {
  if (config.cells) return [serverLine(status.daemon, config, context), ...channelLines(status, context)].join("\n");
  const now = context.clock.now();
  const { daemon, jobs, ai_today: ai } = status;
  const counts = ITEM_STATUSES.filter((name) => status.items[name] > 0).map((name) => `${status.items[name]} ${name}`);
  const { running, ready, scheduled } = jobs.live;
  const late = jobs.oldest_due_ms === null ? "" : `, oldest due for ${span(jobs.oldest_due_ms)}`;
  const next = status.next_fire_at === null ? "–" : relative(status.next_fire_at, now);
  const lines = [
    serverLine(daemon, config, context),
    "",
    polls(config, status.polls, context),
    "",
    `Items      ${counts.join(", ") || "none"}`,
    publishedLine(status, context),
    `Jobs       ${running} running, ${ready} ready, ${scheduled} later, ${jobs.failed_24h} failed in 24 h${late}`,
    aiLine(ai, config),
    ...channelLines(status, context),
    ...pausedLines(status, context),
    ...heldLines(status, context),
    ...awayLines(status, context),
    ...doubtLines(status, context),
    ...unreadLines(status, context),
    ...(daemon?.alive ? [`Next fire  ${next}`] : []),
    ...status.keys.flatMap(({ account, warnings }) => warnings.map((text) => `! ${account}: ${text}`)),
  ];
  return lines.join("\n");
}

function publishedLine({ published_24h, open_outcomes, unsent }: StatusPage, { paint }: Context): string {
  const unknown = open_outcomes > 0 ? `, ${open_outcomes} with an unknown outcome` : "";
  const stuck = unsent > 0 ? paint("yellow", `, ${unsent} approved but not out after an error`) : "";
  return `Published  ${published_24h} in 24 h${unknown}${stuck}`;
}

function aiLine({ calls, tokens, cost }: StatusPage["ai_today"], { ai }: Config): string {
  const limit = ai.daily_budget?.tokens;
  const of = limit === undefined ? "" : ` of ${limit}`;
  const spent = cost === null ? "" : `, cost ${[cost.toFixed(2), currencyOf(ai)].filter(Boolean).join(" ")}`;
  const over = limit !== undefined && tokens >= limit ? ": the budget is used up, AI work waits for tomorrow" : "";
  return `AI         ${calls} calls, ${tokens}${of} tokens today${spent}${over}`;
}

/** How people are told; red when a channel takes no messages. */
function channelLines({ channels }: StatusPage, { paint, clock }: Context): string[] {
  return channels.map(({ channel, contacts, waiting, last_24h: { sent, gave_up }, away_since, open_until, error }) => {
    const lost = gave_up > 0 ? `, ${gave_up} given up` : "";
    const line = `Alerts     ${channel}: ${sent} sent in 24 h${lost}, ${waiting} wait, reaches ${contacts}`;
    if (away_since === null) return line;
    const next = open_until === null ? "" : `; the next try ${relative(open_until, clock.now())}`;
    return `${line}\n${paint("red", `✗ ${channel}: away since ${iso(away_since)}${next}\n  ${safeLine(error ?? "")}`)}`;
  });
}

function pausedLines({ paused }: StatusPage, { paint, clock }: Context): string[] {
  return Object.entries(paused).map(([lane, { since, by }]) =>
    paint("yellow", `Paused     ${lane}, ${relative(since, clock.now())} by ${by}: reputation resume ${lane}`),
  );
}

/** What could not be read is a buyer who waits, unless somebody has looked. */
/** What makes everything else doubtful: marketplaces that are not read, and a clock that is wrong. */
function doubtLines({ late_polls: late, clock_wrong_ms: wrong }: StatusPage, { paint, clock }: Context): string[] {
  const polls = late.map(({ account, itemType, lastSuccess }) => {
    const last = lastSuccess === null ? "never" : relative(lastSuccess, clock.now());
    return `! ${account} ${itemType}s: last read ${last}`;
  });
  const side = (wrong ?? 0) > 0 ? "ahead of" : "behind";
  const time =
    wrong === null ? [] : [`! the clock is ${span(Math.abs(wrong))} ${side} the marketplaces': set it right`];
  return [...polls, ...time].map((line) => paint("red", line));
}

function unreadLines({ quarantined }: StatusPage, { paint }: Context): string[] {
  if (quarantined === 0) return [];
  return [paint("yellow", `! ${quarantined} from marketplaces could not be read: reputation quarantine list`)];
}

/** Keys that are refused, with what waits for them. */
function heldLines({ key_holds }: StatusPage, { paint, clock }: Context): string[] {
  return key_holds.map(({ account, only, since, message, probe_at }) => {
    const what = only === null ? "its polls and sends wait" : `its ${only.work}s of ${only.itemType}s wait`;
    const next = `the next try ${relative(probe_at, clock.now())}, at once after: reputation reload`;
    return paint(
      "red",
      `✗ ${account}: the key is refused since ${iso(since)}, ${what}; ${next}\n  ${safeLine(message)}`,
    );
  });
}

/** An AI that cannot be used, with what waits for it. */
function awayLines({ ai_holds }: StatusPage, { paint, clock }: Context): string[] {
  return ai_holds.map(({ name, since, message, probe_at }) => {
    const next = `the next try ${relative(probe_at, clock.now())}, at once after: reputation reload`;
    const which = name === "main" ? "AI" : "AI of ai.fallback";
    return paint("red", `✗ ${which}: away since ${iso(since)}, its drafts wait; ${next}\n  ${safeLine(message)}`);
  });
}

function serverLine(last: StatusPage["daemon"], config: Config, { paint, clock }: Context): string {
  const { name, start } = serverOf(config);
  if (last?.alive)
    return `${paint("green", "●")} ${name} up ${span(clock.now() - last.started_at)} (process ${last.pid})`;
  const lost = last ? `, the last one (process ${last.pid}) died` : "";
  return `${paint("yellow", "○")} no ${name} is running${lost}: start it with ${start}`;
}

interface Row {
  account: string;
  items: string;
  poll: PollingState | undefined;
}

function polls(config: Config, states: PollingState[], { clock, io }: Context): string {
  const now = clock.now();
  const rows = config.accounts.flatMap(({ id }) =>
    (["review", "question"] as const).map((type): Row => {
      const poll = states.find((state) => state.account === id && state.item_type === type);
      return { account: id, items: `${type}s`, poll };
    }),
  );
  const columns: Column<Row>[] = [
    { title: "ACCOUNT", value: (row) => row.account },
    { title: "WHAT", value: (row) => row.items },
    { title: "STATE", value: (row) => stateOf(row.poll, now) },
    { title: "POLLED", value: (row) => relative(row.poll?.last_poll_at ?? null, now) },
    { title: "FETCHED", value: (row) => row.poll?.items_fetched_total ?? 0, align: "right" },
    { title: "LAST ERROR", value: (row) => row.poll?.last_poll_error ?? null, flexible: true },
  ];
  return table(rows, columns, io.stdout.columns || 200);
}

function stateOf(poll: PollingState | undefined, now: number): string {
  if (!poll?.last_poll_status) return "– never polled";
  const circuit = circuitState(circuitOf(poll), now);
  if (circuit !== "closed") return `✗ circuit ${circuit.replace("_", "-")}`;
  return poll.last_poll_status === "success" ? "✓ ok" : "! failing";
}
