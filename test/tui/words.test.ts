/** What a manager who reads no English meets in the details of an item and of a job. */
import { expect, test } from "vitest";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../src/domain/analysis.ts";
import { ITEM_ACTIONS } from "../../src/domain/audit.ts";
import type { AuditRow } from "../../src/store/audit.ts";
import type { Item } from "../../src/store/items.ts";
import type { JobAttempt, JobRow } from "../../src/store/jobs.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { itemLines } from "../../src/tui/screens/inbox.ts";
import { jobLines } from "../../src/tui/screens/work.ts";

const times = { relative: () => "сейчас", about: () => "сейчас", span: () => "1 с" };
const ru = textsOf("ru");
const said = (lines: readonly { text: string }[]): string => lines.map(({ text }) => text).join("\n");

const item = { id: 1, account: "", item_type: "review", status: "pending_review", client_text: "", rating: 5 } as Item;
const history = ITEM_ACTIONS.flatMap((action, id) =>
  ["person:анна", "rule:default", "rule:пять звёзд", "marketplace", "buyer"].map((actor): AuditRow => {
    return { id, at: 0, actor, action, item_id: 1, before: null, after: null };
  }),
);

test("an item's analysis and history are in Russian", () => {
  for (const sentiment of SENTIMENTS) {
    for (const category of CATEGORIES) {
      const ai_analysis = { sentiment, category, attention: [...ATTENTIONS] } as unknown as Item["ai_analysis"];
      expect(said(itemLines({ ...item, ai_analysis }, undefined, history, ru, times).lines)).not.toMatch(
        /[a-z]|undef/i,
      );
    }
  }
  expect(said(itemLines(item, undefined, history, ru, times).lines)).toContain("одобрено (правило пять звёзд)");
});

test("how the attempts of a job ended is in Russian", () => {
  const outcomes = ["done", "failed", "timed_out", "snoozed", "interrupted", "crashed"] as const;
  const attempts = outcomes.map((outcome, attempt) => ({ attempt, outcome, error: null }) as JobAttempt);
  const job = { id: 1, kind: "", state: "failed", error: null } as JobRow;
  expect(said(jobLines(job, attempts, ru, times))).not.toMatch(/[a-z]/i);
});

test("what another version of the program has written down is shown as it is", () => {
  const row = { ...history[0]!, action: "praise", actor: "robot:r2" };
  expect(said(itemLines(item, undefined, [row], ru, times).lines)).toContain("praise (robot: r2)");
});
