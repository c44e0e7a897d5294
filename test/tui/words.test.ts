/** What a manager who reads no English meets in the details of an item and of a job. */
import { expect, test } from "vitest";
import { ATTENTIONS, CATEGORIES, SENTIMENTS } from "../../src/domain/analysis.ts";
import { ITEM_ACTIONS } from "../../src/domain/audit.ts";
import type { AuditRow } from "../../src/store/tables/audit.ts";
import type { Item } from "../../src/store/tables/items.ts";
import type { Response } from "../../src/store/tables/responses.ts";
import type { JobAttempt, JobRow } from "../../src/store/tables/jobs.ts";
import { textsOf } from "../../src/texts/texts.ts";
import { itemReading } from "../../src/tui/screens/item.ts";
import { jobLines } from "../../src/tui/screens/queue.ts";

const times = { relative: () => "сейчас", about: () => "сейчас", span: () => "1 с", exact: () => "1 мая" };
const ru = textsOf("ru");
const said = (lines: readonly { text: string }[]): string => lines.map(({ text }) => text).join("\n");

const item = { id: 1, account: "", item_type: "review", status: "pending_review", client_text: "", rating: 5 } as Item;
const history = ITEM_ACTIONS.flatMap((action, id) =>
  ["person:анна", "rule:default", "rule:пять звёзд", "marketplace", "buyer"].map((actor): AuditRow => {
    return { id, at: 0, actor, action, item_id: 1, before: null, after: null };
  }),
);

const lines = (one: Item, past: AuditRow[], response?: Response) =>
  itemReading({ item: one, response, audit: past, isRedrafting: false }, ru, times).lines;

test("an item's analysis and history are in Russian", () => {
  for (const sentiment of SENTIMENTS) {
    for (const category of CATEGORIES) {
      const ai_analysis = { sentiment, category, attention: [...ATTENTIONS] } as unknown as Item["ai_analysis"];
      expect(said(lines({ ...item, ai_analysis }, history))).not.toMatch(/[a-z]|undef/i);
    }
  }
  expect(said(lines(item, history))).toContain("одобрено (правило пять звёзд)");
});

test("the outcomes of a job's attempts are in Russian", () => {
  const outcomes = ["done", "failed", "timed_out", "snoozed", "interrupted", "crashed"] as const;
  const attempts = outcomes.map((outcome, attempt) => ({ attempt, outcome, error: null }) as JobAttempt);
  const job = { id: 1, kind: "", state: "failed", error: null, item_id: 5, account: null } as JobRow;
  expect(said(jobLines({ job, attempts }, ru, times))).not.toMatch(/[a-z]/i);
});

test("what another version of the program has written down is shown as it is", () => {
  const row = { ...history[0]!, action: "praise", actor: "robot:r2" };
  expect(said(lines(item, [row]))).toContain("praise (robot: r2)");
});

test("the history tells what a person asked for, why an answer waits, and the text that gave way to another draft", () => {
  const by = { id: 1, item_id: 1, before: null };
  const past: AuditRow[] = [
    { ...by, at: 1, actor: "rule:default", action: "wait", after: JSON.stringify({ why: ru.policy.no_rules }) },
    { ...by, at: 2, actor: "person:анна", action: "regenerate", after: JSON.stringify({ instructions: "короче" }) },
    { ...by, at: 4, actor: "person:анна", action: "approve", after: JSON.stringify({ text: "Короткий." }) },
  ];
  const edit_history = [
    { at: new Date(0).toISOString(), by: "person:анна", text: "Первый." },
    { at: new Date(3).toISOString(), by: "person:анна", text: "Мой текст.", instructions: "короче" },
  ];
  const response = { draft_text: "Короткий.", final_text: null, problems: [], edit_history, publish_error: null };
  const said = lines(item, past, response as unknown as Response).map(({ text }) => text);
  expect(said.slice(said.indexOf("─ История") + 1)).toEqual([
    "сейчас: оставлено человеку. Правил нет, ответ ждёт человека.",
    "сейчас: попросили переписать (анна): «короче»",
    "сейчас: новый черновик вместо прежнего текста: «Мой текст.»",
    "сейчас: одобрено (анна)",
  ]);
});
