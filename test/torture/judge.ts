/** Judges a run: compares what the marketplaces hold with what the database says, and both with what was allowed. */
import { dirname, join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { openDb } from "../../src/store/db.ts";
import { checkAudit, type AuditFault } from "../../src/store/views/audit-check.ts";
import type { SandboxRecord } from "../../src/sandbox/record.ts";
import { BINARY } from "../support/binary.ts";
import { LABELS } from "./crash-points.ts";
import type { Drained } from "./drain.ts";
import type { Fate } from "./flaky-proxy.ts";
import type { Life } from "./life.ts";
import { isWanted } from "./wanted.ts";

export interface Check {
  name: string;
  /** Everything that is wrong; empty when the run passed. */
  wrong: string[];
}

interface Evidence {
  config: string;
  lives: readonly Life[];
  drained: Drained;
  /** How the last daemon ended after SIGTERM. */
  lastExit: string | number;
  items: SandboxRecord["items"];
  fates: Record<Fate, number>;
}

interface StoredItem {
  id: number;
  key: string;
  status: string;
  /** The text that was to be sent. */
  text: string | null;
  approved: number;
}

interface Send {
  item_id: number;
  intent_at: number;
  outcome: string;
  resolution: string | null;
}

const ITEMS = `
select i.id, i.platform || ' ' || i.item_type || ' ' || i.external_id as key, i.status,
  coalesce(r.final_text, r.draft_text) as text,
  exists (select 1 from audit a where a.item_id = i.id and a.action = 'approve') as approved
from items i left join responses r on r.item_id = i.id`;
const SENDS = "select item_id, intent_at, outcome, resolution from publish_attempts order by id";
// A poll or the retry of every third second may come due while the daemon ends; the next one runs it. One that has been due
// for longer than a busy machine needs was never going to run: while it is ready, its schedule adds no other.
const LIVE_JOBS = `
select id, kind, state from jobs
where state = 'running' or (state = 'scheduled' and item_id is not null)
  or (state = 'ready' and not ((kind like 'poll_%' or kind = 'retry_failed_publish')
    and run_at > (select coalesce(max(finished_at), 0) from jobs) - 30000))`;
const CRASHED = "select count(*) from job_attempts where outcome = 'crashed'";

/** Reads the database of a daemon that has ended in an orderly way. */
export function judge(evidence: Evidence): { table: [string, string | number][]; checks: Check[] } {
  const db = new BetterSqlite3(join(dirname(evidence.config), "reputation.db"), { readonly: true });
  try {
    const items = db.prepare(ITEMS).all() as StoredItem[];
    const sends = db.prepare(SENDS).all() as Send[];
    const jobs = db.prepare(LIVE_JOBS).all() as { id: number; kind: string; state: string }[];
    const rescued = db.prepare(CRASHED).pluck().get() as number;
    const integrity = [
      db.pragma("integrity_check", { simple: true }),
      ...(db.pragma("foreign_key_check") as unknown[]),
    ];
    const checks = [...aboutKills(evidence), ...aboutItems(evidence, items), ...aboutSends(items, sends)];
    checks.push(
      {
        name: "no job but a poll or a retry that has just come due is left ready or running",
        wrong: jobs.map(({ id, kind, state }) => `job ${id} ${kind} ${state}`),
      },
      {
        name: "the database is intact",
        wrong: integrity.filter((line) => line !== "ok").map((line) => JSON.stringify(line)),
      },
      {
        name: "the audit log is whole",
        wrong: auditFaults(evidence).map(({ id, fault }) => `entry ${id} ${fault}`),
      },
    );
    return { table: tableOf(evidence, items, sends, rescued), checks };
  } finally {
    db.close();
  }
}

function auditFaults({ config }: Evidence): AuditFault[] {
  const db = openDb(join(dirname(config), "reputation.db"), { readonly: true });
  try {
    return checkAudit(db).faults;
  } finally {
    db.close();
  }
}

function aboutKills({ lives, lastExit, drained }: Evidence): Check[] {
  const alive = lives.filter(({ ended }) => ended !== "SIGKILL");
  const unhit = LABELS.filter((label) => !lives.some((life) => life.label === label));
  const planned = lives.filter((life) => life.planned !== "random moment");
  const reached = planned.filter((life) => life.label === life.planned).length;
  return [
    {
      name: "every daemon but the last was killed",
      wrong: alive.map(({ label, ended }) => `${label}: ended with ${ended}`),
    },
    { name: "every labelled point was hit", wrong: BINARY || lives.length <= LABELS.length ? [] : unhit },
    {
      name: "there was always work: most daemons came to where they were to die",
      wrong: reached * 2 >= planned.length ? [] : [`${reached} of ${planned.length} did`],
    },
    { name: "everything came to rest", wrong: drained.settled ? [] : ["it did not"] },
    { name: "the last daemon ended in order", wrong: lastExit === 0 ? [] : [`it ended with ${lastExit}`] },
  ];
}

function aboutItems({ items: listed }: Evidence, items: readonly StoredItem[]): Check[] {
  const stored = Map.groupBy(items, (item) => item.key);
  const pairs = listed.map((there) => ({ there, here: stored.get(keyOf(there)) ?? [] }));
  const known = new Set(listed.map(keyOf));
  const wrongOf = (test: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(test).map(inWords);
  const sent = ({ there }: (typeof pairs)[number]): number => there.answers.length;
  const approved = ({ here }: (typeof pairs)[number]): boolean => here[0]?.approved === 1;
  return [
    {
      name: "every item that was listed is stored exactly once",
      wrong: [...wrongOf(({ here }) => here.length !== 1), ...[...stored.keys()].filter((key) => !known.has(key))],
    },
    { name: "no approved answer is lost", wrong: wrongOf((pair) => approved(pair) && sent(pair) === 0) },
    { name: "no answer is published twice", wrong: wrongOf((pair) => sent(pair) > 1) },
    {
      name: "nothing is answered that was not approved",
      wrong: wrongOf((pair) => sent(pair) > 0 && (!approved(pair) || !isWanted(pair.there.rating))),
    },
    {
      name: "what was published is the approved text, and the database knows it",
      wrong: wrongOf(({ there, here: [item] }) =>
        there.answers.some(({ text }) => text !== item?.text || item.status !== "published"),
      ),
    },
    {
      name: "what the database calls published is published",
      wrong: wrongOf((pair) => pair.here[0]?.status === "published" && sent(pair) === 0),
    },
    {
      name: "nothing is stuck: each item is published or waits for a person",
      wrong: wrongOf((pair) => pair.here[0]?.status !== (approved(pair) ? "published" : "pending_review")),
    },
  ];
}

function aboutSends(items: readonly StoredItem[], sends: readonly Send[]): Check[] {
  const byItem = Map.groupBy(sends, (send) => send.item_id);
  const open = sends.filter((send) => isDoubtful(send) && send.resolution === null);
  const published = items.filter((item) => item.status === "published");
  const proofs = (item: StoredItem): number =>
    (byItem.get(item.id) ?? []).filter(
      (send) => send.outcome === "accepted" || send.resolution === "found" || send.resolution === "person",
    ).length;
  return [
    { name: "no send is left open", wrong: open.map((send) => `item ${send.item_id} ${send.outcome}`) },
    {
      name: "every published item has a send that says so",
      wrong: published.filter((item) => proofs(item) === 0).map((item) => `item ${item.id}`),
    },
  ];
}

function isDoubtful({ outcome }: Send): boolean {
  return outcome === "intent" || outcome === "unknown";
}

type Table = [string, string | number][];

function tableOf(evidence: Evidence, items: readonly StoredItem[], sends: readonly Send[], rescued: number): Table {
  const { lives, items: listed, drained, fates } = evidence;
  const labelAt = (at: number): string =>
    lives.find(({ from, to }) => from <= at && at <= to)?.label ?? "the last life";
  const answers = listed.map((item) => item.answers.length);
  const approved = items.filter((item) => item.approved === 1);
  const stuck = items.filter((item) => !["published", "pending_review"].includes(item.status)).length;
  return [
    ...counted(lives.map(({ label }) => `killed: ${label}`)),
    ["jobs rescued from the dead", rescued],
    ...counted(
      sends
        .filter(isDoubtful)
        .map((send) => `${send.outcome}, ${labelAt(send.intent_at)} → ${send.resolution ?? "open"}`),
    ),
    ...Object.entries(fates).map(([fate, n]): [string, number] => [`publishes that arrived: ${fate}`, n]),
    ["items listed", listed.length],
    ["items stored", items.length],
    ["waiting for a person", items.filter((item) => item.status === "pending_review").length],
    ["of these, the rules wanted", waitingThoughWanted(listed, items)],
    ["set apart, retried by a person", drained.retried],
    ["approved", approved.length],
    ["published", answers.filter((n) => n > 0).length],
    ["lost", approved.length - answers.filter((n) => n > 0).length],
    ["doubled", answers.filter((n) => n > 1).length],
    ["stuck", stuck],
  ];
}

/** A rule matches, but the draft broke a rule for answers or the text needs attention. */
function waitingThoughWanted(listed: Evidence["items"], items: readonly StoredItem[]): number {
  const wanted = new Set(listed.filter(({ rating }) => isWanted(rating)).map(keyOf));
  return items.filter((item) => item.status === "pending_review" && wanted.has(item.key)).length;
}

function counted(words: readonly string[]): Table {
  const groups = [...Map.groupBy(words, (word) => word)].map(([word, all]): [string, number] => [word, all.length]);
  return groups.sort(([a], [b]) => a.localeCompare(b));
}

function keyOf({ platform, item_type, external_id }: SandboxRecord["items"][number]): string {
  return `${platform} ${item_type} ${external_id}`;
}

interface Pair {
  there: SandboxRecord["items"][number];
  here: readonly StoredItem[];
}

function inWords({ there, here }: Pair): string {
  const stored = here.map(({ id, status }) => `item ${id} ${status}`).join(", ");
  return `${keyOf(there)}: ${stored || "not stored"}; ${there.answers.map(({ at }) => `answered ${at}`).join(", ") || "not answered"}`;
}
