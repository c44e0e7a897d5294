import { CHANNELS } from "../../domain/alert/channel-name.ts";
import { iso } from "../../domain/calendar.ts";
import { idForPrograms, refOf } from "../../domain/item-ref.ts";
import { safeLine } from "../../domain/wording/safe-text.ts";
import { alertLog, DELIVERY_STATES, type LoggedDelivery } from "../../store/views/alert-log.ts";
import { toldColumns, toldDocument, whoIsTold } from "../alerts/told.ts";
import { triedDocument, triedLine, tryChannels } from "../alerts/trial.ts";
import { command, group } from "../command.ts";
import { withCore } from "../core.ts";
import { option } from "../parameters.ts";
import { bind, confirm, unbind } from "./alerts-bind.ts";
import { set } from "./alerts-set.ts";
import { printList } from "../terminal/list.ts";
import type { Column } from "../terminal/table.ts";
import { relative } from "../terminal/times.ts";
import { count, oneOf, text } from "../values.ts";

const person = option("--person <login>", "of this person alone", text);

const list = command({
  name: "list",
  summary: "Lists who is told what, by which channel.",
  examples: ["reputation alerts list", "reputation alerts list --json | jq '.[] | select(.state != \"confirmed\")'"],
  takes: {},
  async run(context) {
    const told = await withCore(context, whoIsTold);
    printList(context, told, told.map(toldDocument), toldColumns(context.clock.now()));
    const isReached = told.some(({ contact }) => contact?.state === "confirmed");
    if (!isReached)
      context.hint(
        "Nobody is told yet. Each connects themselves on the page «Мои оповещения» (/alerts), or: reputation alerts bind <login> --channel telegram",
      );
  },
});

const test = command({
  name: "test",
  summary: "Sends a trial to whoever can be told, and says what came of it.",
  examples: ["reputation alerts test", "reputation alerts test --person marina --channel telegram"],
  takes: { person, channel: option(`--channel <${CHANNELS.join("|")}>`, "by this channel alone", oneOf(CHANNELS)) },
  async run(context, whom) {
    const tried = await tryChannels(context, whom);
    context.print(tried.map(triedDocument), () => tried.map((one) => triedLine(one, context)).join("\n"));
    if (tried.length === 0) context.hint("Nobody is told there. Who is: reputation alerts list");
    return tried.length > 0 && tried.every(({ outcome }) => outcome.sent) ? 0 : 1;
  },
});

const log = command({
  name: "log",
  summary: "Lists what was sent, told in a summary, given up or waits, the newest first.",
  examples: ["reputation alerts log --person marina", "reputation alerts log --state gave_up"],
  takes: {
    person,
    state: option(`--state <${DELIVERY_STATES.join("|")}>`, "of this state alone", oneOf(DELIVERY_STATES)),
    limit: option("--limit <number>", "at most so many", count, "50"),
  },
  async run(context, { person: login, state, limit }) {
    const rows = await withCore(context, async ({ people, db }) => {
      const userId = login === undefined ? undefined : (await people.find(login)).id;
      return alertLog(db, { userId, state, limit });
    });
    printList(context, rows, rows.map(document), columns(context.clock.now()));
  },
});

export const alerts = group(
  "alerts",
  "Who is told what: lists and sets it, binds chats, sends trials, shows what was delivered.",
  [list, set, bind, confirm, unbind, test, log],
);

function document({ login, kind, created_at, due_at, sent_at, item_id: item, ...row }: LoggedDelivery): object {
  const item_id = item === null ? null : idForPrograms(item);
  const times = { created_at: iso(created_at), due_at: iso(due_at), sent_at: iso(sent_at) };
  return { ...row, item_id, person: login, event: kind ?? "summary", ...times };
}

function columns(now: number): Column<LoggedDelivery>[] {
  return [
    { title: "WHEN", value: (row) => relative(row.created_at, now), plain: (row) => iso(row.created_at) },
    { title: "PERSON", value: ({ login }) => login ?? "a program" },
    { title: "CHANNEL", value: ({ channel }) => channel },
    { title: "EVENT", value: ({ kind }) => kind ?? "summary" },
    { title: "ITEM", value: ({ item_id }) => (item_id === null ? null : refOf(item_id)) },
    { title: "STATE", value: ({ state }) => state },
    { title: "HOW", value: ({ how }) => how },
    { title: "SENT", value: (row) => relative(row.sent_at, now), plain: (row) => iso(row.sent_at) },
    { title: "ERROR", value: ({ error }) => (error === null ? null : safeLine(error)), flexible: true },
  ];
}
