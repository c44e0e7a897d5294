import type { Texts } from "../ru/index.ts";

/** What the page about the program's state says. */
export const health: Texts["web"]["health"] = {
  name: "State of the program",
  fine: "All works, there is nothing to do.",
  paused: (what, when, by) => `Paused since ${when} (${by}): ${what}.`,
  goOn: "Resume on the page “Rules”",
  askAdmin: "To resume it, tell an administrator.",
  lanes: { publish: "sending", poll: "polling", ai: "the AI", alerts: "alerts", system: "the program's own work" },
  late: (account, what, last) =>
    `${account}: its ${what} are not read, last time ${last}. New ones from there do not come in.`,
  failing: (account, what) =>
    `${account}: ${what} New items and answers wait, nothing is lost; the program keeps trying by itself.`,
  neverRead: "never",
  clockAhead: (time) => `This computer's clock is ${time} ahead. Set it right: until then nothing old is archived.`,
  clockBehind: (time) => `This computer's clock is ${time} behind. Set it right: until then nothing old is archived.`,
  quarantined: (n) => `Could not be read: ${n}. Look whether the marketplace's cabinet has items that are not here.`,
  open: (n) => `Checking whether answers have arrived: ${n}. There is nothing to do.`,
  accounts: "Accounts",
  columns: { account: "Account", link: "Connection", polled: "Poll", key: "Key" },
  acts: "Actions",
  pollNow: "Poll now",
  never: "not yet",
  fetched: (n) => `${n} read`,
  left: (span) => `${span} left`,
  program: "Program",
  up: (span) => `has worked for ${span}`,
  queue: "Queue",
  jobs: (now, later) => `${now} at work and waiting, ${later} for later`,
  failed: (n) => `failed in a day: ${n}`,
  ai: "AI",
  tokens: (n) => `${n} tokens today`,
  backup: {
    name: "Copy of the database",
    made: (span) => `made ${span} ago`,
    none: "not made yet",
    unknown: "The folder of copies cannot be seen from here.",
    how: "Administrator: run reputation backup every night.",
  },
  sent: "Answers",
  sent24: (n) => `published in a day: ${n}`,
  unsent: (n) => `Not sent: ${n}`,
};
