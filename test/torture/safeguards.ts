/** The safeguards that the mutation run removes, and the test that must notice each removal. */

export interface Mutation {
  /** The safeguard that is removed. */
  name: string;
  file: string;
  /** The texts to find and their replacements. */
  edits: [find: string, replace: string][];
  /** The test that must notice: file and name. */
  test: [string, string];
}

export const MUTATIONS: Mutation[] = [
  {
    name: "the fence of a settle",
    file: "src/store/tables/jobs.ts",
    edits: [
      [
        "result = ?, finished_at = ?\nwhere id = ? and attempt = ? and owner = ?",
        "result = ?, finished_at = ?\nwhere id = ? and (attempt = ? or 1) and (owner = ? or 1)",
      ],
      [
        "error = ?, finished_at = ?\nwhere id = ? and attempt = ? and owner = ?",
        "error = ?, finished_at = ?\nwhere id = ? and (attempt = ? or 1) and (owner = ? or 1)",
      ],
    ],
    test: ["test/queue/model.test.ts", "a late end of a lost attempt changes nothing"],
  },
  {
    name: "the fence of a write in the middle of an attempt",
    file: "src/queue/attempt.ts",
    edits: [
      [
        "if (!isHeld(tx, fence)) throw new StaleAttempt(fence);",
        "if (!isHeld(tx, fence)) void new StaleAttempt(fence);",
      ],
    ],
    test: ["test/queue/runner.test.ts", "an attempt that lost its job changes nothing"],
  },
  {
    name: "the unique index on live keys",
    file: "src/store/migrations/0006_lean_jobs.sql",
    edits: [["create unique index jobs_live_key", "create index jobs_live_key"]],
    test: ["test/queue/runner.test.ts", "a key holds one live job"],
  },
  {
    name: "a flush at every commit (synchronous = full)",
    file: "src/store/sqlite/handle.ts",
    edits: [['handle.pragma("synchronous = full");', 'handle.pragma("synchronous = normal");']],
    test: ["test/store/db.test.ts", "the database is opened in WAL with a flush at every commit"],
  },
  {
    name: "the write lock from the first statement (begin immediate)",
    file: "src/store/sqlite/group-commit.ts",
    edits: [['"begin immediate"', '"begin"']],
    test: ["test/store/db.test.ts", "a write holds the write lock from its first statement"],
  },
  {
    name: "the ledger's transaction (cursor and job together)",
    file: "src/schedule/scheduler.ts",
    edits: [
      [
        "const verdicts = judge(due, schedule.missed, schedule.paused === 1, now);",
        "const verdicts = judge(due, schedule.missed, schedule.paused === 1, now);\n    queueMicrotask(() => void db.write((later) => store.advanceSchedule(later, name, now, next, now)));",
      ],
    ],
    test: ["test/schedule/scheduler.test.ts", "an occurrence that cannot be fired leaves nothing behind"],
  },
  {
    name: "the slot that stays taken after the hard limit",
    file: "src/queue/work.ts",
    edits: [
      ["const ended = await runAttempt(", "const ended = await Promise.race([runAttempt("],
      [
        "parts, work.controller.signal);",
        "parts, work.controller.signal), new Promise<never>((_, lose) => parts.clock.after(parts.settings(work.job.kind).hardLimitMs, () => lose(new Error())))]).catch(() => ({ end: { outcome: 'interrupted' as const }, apply: undefined }));",
      ],
    ],
    test: ["test/queue/runner.test.ts", "its slot stays taken until the work ends"],
  },
  {
    name: "a turn for the job that has been due longest",
    file: "src/queue/fair-share.ts",
    edits: [["const isTurn = before >= SHARE - 1;", "const isTurn = false;"]],
    test: ["test/queue/fair-share.test.ts", "no job starves"],
  },
  {
    name: "the slots of a lane",
    file: "src/queue/lanes.ts",
    edits: [["new PQueue({ concurrency: slots })", "new PQueue({ concurrency: slots + 1 })"]],
    test: ["test/queue/runner.test.ts", "a lane never runs more handlers than it has slots"],
  },
  {
    name: "no claim beyond the free slots of a lane",
    file: "src/queue/lanes.ts",
    edits: [["concurrency - pending - size", "concurrency + 0 * (pending + size)"]],
    test: ["test/queue/lanes.test.ts", "a lane claims no more jobs than it has free slots"],
  },
  {
    name: "a lane of their own for jobs that must not wait for others",
    file: "src/queue/lanes.ts",
    edits: [["lanes.get(job.lane)?.add", "[...lanes.values()][0]?.add"]],
    test: ["test/queue/lanes.test.ts", "a lane does not wait for another one"],
  },
  {
    name: "a job run by hand waits for no lane",
    file: "src/queue/lanes.ts",
    edits: [["byHand.add(", "(lanes.get(job.lane) ?? byHand).add("]],
    test: ["test/queue/lanes.test.ts", "a job run by hand waits for no slot and no pause"],
  },
  {
    name: "the end of a pause",
    file: "src/queue/lanes.ts",
    edits: [["else lane.start();", ""]],
    test: ["test/queue/lanes.test.ts", "claims again when it is resumed"],
  },
  {
    name: "no claim once the runner is stopping",
    file: "src/queue/runner.ts",
    edits: [["if (stopping || options.mayClaim", "if (options.mayClaim"]],
    test: ["test/queue/lanes.test.ts", "stopped before its claim is made claims nothing"],
  },
  {
    name: "reading the marketplace before sending",
    file: "src/tasks/sending/meaning.ts",
    edits: [['remote.status === "answered" ? ofAnswers(reader, about, remote) : SEND', "SEND"]],
    test: [
      "test/tasks/send-response.test.ts",
      "an answer is found and not sent again when the reply to its send was lost",
    ],
  },
  {
    name: "an attempt's last writes behind its fence",
    file: "src/queue/settle.ts",
    edits: [['return "stale";\n  apply?.(tx);', 'return (apply?.(tx), "stale");\n  apply?.(tx);']],
    test: ["test/queue/runner.test.ts", "an attempt that lost its job changes nothing"],
  },
  {
    name: "the wait for a send that a death cut off",
    file: "src/tasks/send-response.ts",
    edits: [['if (open?.outcome === "intent") return waitAfterDeath(send, open.id);', "void waitAfterDeath;"]],
    test: ["test/tasks/send-response.test.ts", "a send that a crash cut off a moment ago is not judged yet"],
  },
  {
    name: "looking again when an approval meets an ending send",
    file: "src/tasks/send-response.ts",
    edits: [["(tx) => void resumeSends(tx, deps)", "() => void resumeSends"]],
    test: ["test/tasks/pipeline.test.ts", "is not lost when it meets a send job that is just ending"],
  },
  {
    name: "leaving an open send to send_response when a poll sees an answer",
    file: "src/decisions/close.ts",
    edits: [["openAttempts(tx, id).length > 0", "openAttempts(tx, id).length < 0"]],
    test: [
      "test/tasks/send-response.test.ts",
      "somebody else's answer that a poll sees while the outcome of a send is open leaves the item to the look-up",
    ],
  },
  {
    name: "knowing a text of ours from somebody else's answer",
    file: "src/decisions/close.ts",
    edits: [["!isOurs(tx, item.id, answer)", "tx !== null"]],
    test: ["test/tasks/changes.test.ts", "is not mistaken for somebody else's answer by the next poll"],
  },
  {
    name: "the approval that ends with a close, a skip, a change or an undo",
    file: "src/decisions/take-back.ts",
    edits: [["markDraft(tx, id, now)", "void [markDraft, now]"]],
    test: ["test/decisions/table.test.ts", "a poll sees somebody else's answer"],
  },
  {
    name: "no undo while a send is open",
    file: "src/decisions/undo.ts",
    edits: [["openAttempts(tx, id).length > 0", "openAttempts(tx, id).length < 0"]],
    test: ["test/decisions/table.test.ts", "undo"],
  },
  {
    name: "an item that another job works on has not failed",
    file: "src/decisions/fail.ts",
    edits: [["if (STEPS.some(", "if (!STEPS.some(() => true) && STEPS.some("]],
    test: ["test/tasks/failures.test.ts", "marks no item as failed that another job still works on"],
  },
  {
    name: "leaving to a person what may take the place of an answer",
    file: "src/decisions/apply-rule.ts",
    edits: [["possiblySentTexts(tx, id).length > 0", "possiblySentTexts(tx, id).length < 0"]],
    test: [
      "test/tasks/changes.test.ts",
      "may already be published, so only a person, not a rule, approves its replacement",
    ],
  },
  {
    name: "giving an account that is gone to a person",
    file: "src/decisions/fail.ts",
    edits: [['"marketplace.no_sku", "config."]', '"marketplace.no_sku"]']],
    test: ["test/tasks/send-response.test.ts", "an account that is gone from the configuration"],
  },
  {
    name: "a person's edit against a draft under way",
    file: "src/tasks/regenerate-response.ts",
    edits: [["responseOf(tx, item_id)?.updated_at !== before?.updated_at", "before === undefined"]],
    test: ["test/tasks/pipeline.test.ts", "wins over a draft that is being generated"],
  },
  {
    name: "closing the open send of a skipped item",
    file: "src/decisions/skip.ts",
    edits: [['resolveAttempts(tx, id, "person", now);', "void resolveAttempts;"]],
    test: ["test/decisions/review.test.ts", "skipping an item whose last send is open"],
  },
  {
    name: "the savepoint around a task's last word",
    file: "src/store/sqlite/savepoint.ts",
    edits: [['tx.statement("rollback to part").run();', ""]],
    test: ["test/queue/runner.test.ts", "the callback for an exhausted job may fail"],
  },
  {
    name: "the daemon's lease before it takes over jobs",
    file: "src/app.ts",
    edits: [['if (role === "command") await db.write(rescue);', "await db.write(rescue);"]],
    test: ["test/queue/owner.test.ts", "a second daemon that is refused"],
  },
  {
    name: "the lease of a job whose process number was given away",
    file: "src/queue/owner.ts",
    edits: [["isGone(owner.pid, me) || silentFor > silenceMs", "isGone(owner.pid, me)"]],
    test: ["test/queue/owner.test.ts", "a job whose process number belongs to another process"],
  },
  {
    name: "waking up now and then whatever the timer says",
    file: "src/queue/runner.ts",
    edits: [
      [
        "Math.min(Math.max(at - clock.now(), 1), MAX_WAIT_MS)",
        "Math.min(Math.max(at - clock.now(), 1), MAX_WAIT_MS * 1e6)",
      ],
    ],
    test: ["test/queue/runner.test.ts", "a job that fell due during a suspend runs within half a minute"],
  },
  {
    name: "a key of its own for each occurrence that queues",
    file: "src/schedule/scheduler.ts",
    edits: [['(schedule.overlap === "queue" ? `@${at}` : "")', '(schedule.overlap === "queue" ? "" : "")']],
    test: ["test/simulation/simulation.test.ts", "seed 1"],
  },
  {
    name: "recording what was missed before going on",
    file: "src/schedule/scheduler.ts",
    edits: [
      [
        "store.listSchedules(db).flatMap((schedule) => {\n      const next",
        "store.listSchedules(db).flatMap((schedule) => {\n      if ((schedule.next_at ?? now) < now - 3_600_000) return [{ name: schedule.name, next: nextOccurrence(schedule, now - 1)! }];\n      const next",
      ],
    ],
    test: ["test/simulation/simulation.test.ts", "seed 1"],
  },
  {
    name: "a pause, asked before a claim",
    file: "src/queue/lanes.ts",
    edits: [["if (name in paused) lane.pause();", "if (name in paused) lane.start();"]],
    test: ["test/tasks/sending/hold.test.ts", "holds what is approved and queued, spends no attempt"],
  },
  {
    name: "a pause, asked again where the intent is written",
    file: "src/tasks/send-response.ts",
    edits: [
      ['    if (hold) moveItem(tx, item.id, "defer", now());\n    else if', "    if (hold) void hold;\n    if"],
      ["return hold ?? effects", "return effects"],
    ],
    test: ["test/tasks/sending/hold.test.ts", "stops a send that has started but not yet stored its intent"],
  },
  {
    name: "the count that the daily cap is measured by",
    file: "src/store/tables/automatic-sends.ts",
    edits: [["count: automaticSends(tx, day) + 1", "count: automaticSends(tx, day)"]],
    test: ["test/tasks/sending/hold.test.ts", "holds answers that rules approved beyond it until tomorrow"],
  },
  {
    name: "the look for orders to the machine",
    file: "src/decisions/answer-checks.ts",
    edits: [["findInjection(buyerText(item))", "findInjection(buyerText(item).slice(0, 0))"]],
    test: ["test/tasks/llm.test.ts", "an LLM that obeys the buyer publishes nothing without a person"],
  },
  {
    name: "request limits that outlive the process",
    file: "src/marketplaces/limit.ts",
    edits: [["if (wait <= 0) used.starts", "if (wait <= -1e15) used.starts"]],
    test: [
      "test/marketplaces/limit-restart.test.ts",
      "repeated restarts, each followed by a burst, never exceed the limit",
    ],
  },
  {
    name: "the one probe of an open circuit",
    file: "src/tasks/polling/circuit-breaker.ts",
    edits: [['if (state === "half_open") saveCircuit', "if (now < 0) saveCircuit"]],
    test: ["test/tasks/polling/circuit-breaker.test.ts", "cause at most one request a minute"],
  },
  {
    name: "the id of the comment that an edit is for",
    file: "src/marketplaces/ym/adapter.ts",
    edits: ["...(earlier && { id: Number(earlier.remoteId) })"].map((find) => [find, ""]),
    test: ["test/tasks/changes.test.ts", "and the approved text replaces the first answer"],
  },
  {
    name: "only the text that was read is approved",
    file: "src/decisions/answer-checks.ts",
    edits: [["version === undefined || version === response?.version", "version !== null"]],
    test: ["test/decisions/review.test.ts", "another version than the one that was read"],
  },
  {
    name: "no decision by a key that came before what it is for",
    file: "src/tui/row-commands.ts",
    edits: [['if (early && command !== "mark")', 'if (!early && command === "mark")']],
    test: ["test/tui/key-reducer.test.ts", "decides nothing and says so"],
  },
  {
    name: "the question before doubtful answers and several",
    file: "src/tui/row-commands.ts",
    edits: [['command === "approve" && needsYes(ids)', 'command === "undo" && needsYes(ids)']],
    test: ["test/tui/key-reducer.test.ts", "no sequence of keys decides anything"],
  },
  {
    name: "no decision about a list that is still being drawn",
    file: "src/tui/app.tsx",
    edits: [[".then(() => turn())", ""]],
    test: ["test/tui/hasty-keys.test.ts", "while its row is still being drawn"],
  },
  {
    name: "no decision about a screen that an earlier decision has made old",
    file: "src/tui/session.ts",
    edits: [["frame.settled !== this.#settled", "frame.settled > this.#settled"]],
    test: ["test/tui/session.test.ts", "after a decision the next one waits"],
  },
  {
    name: "no yes before the answers are on the screen",
    file: "src/tui/session.ts",
    edits: [["!frame || frame.isPending || ", "!frame || "]],
    test: ["test/tui/session.test.ts", "no yes counts before the answers"],
  },
  {
    name: "no list of an earlier filter",
    file: "src/tui/fetched.ts",
    edits: [
      ["if (key !== this.#wish?.key) return;", ""],
      ["if (era !== this.#era) return;", ""],
    ],
    test: ["test/tui/session.test.ts", "an answer to an earlier filter comes too late"],
  },
  {
    name: "the age of the reading",
    file: "src/tasks/sending/last-check.ts",
    edits: [["age() > READING_HOLDS_MS", "age() > READING_HOLDS_MS * 1e6"]],
    test: ["test/tasks/sending/last-check.test.ts", "a reading that has become too old"],
  },
  {
    name: "the fence of the last check",
    file: "src/tasks/sending/last-check.ts",
    edits: [["context.assertHeld();", ""]],
    test: ["test/tasks/sending/last-check.test.ts", "whose job another process has taken"],
  },
  {
    name: "the lease of the last check",
    file: "src/queue/attempt.ts",
    edits: [["if (!isLeased(db, fence, clock.now()))", "if (!isHeld(db, fence))"]],
    test: ["test/tasks/sending/last-check.test.ts", "whose lease has run out"],
  },
  {
    name: "the question before the wire whether another daemon may have taken over",
    file: "src/tasks/sending/last-check.ts",
    edits: [["if (hold) throw new Fenced(hold);", "if (hold) void new Fenced(hold);"]],
    test: ["test/tasks/sending/last-check.test.ts", "a process that was frozen looks whether another machine"],
  },
  {
    name: "the wait of whoever has taken over",
    file: "src/standby/fence-times.ts",
    edits: [["waitMs: HOLDS_MS + LONGEST_REQUEST_MS + DRIFT_MS", "waitMs: DRIFT_MS"]],
    test: ["test/standby/fence.test.ts", "whoever takes over sends only after the last request"],
  },
];
