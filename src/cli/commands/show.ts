import { iso } from "../../domain/calendar.ts";
import type { Config } from "../../config/schema.ts";
import { failureSentence } from "../../domain/failure.ts";
import { MAX_REGENERATIONS } from "../../domain/response.ts";
import { safeLine, safeText } from "../../domain/wording/safe-text.ts";
import { requireItemFile, type ItemFile } from "../../store/tables/archive.ts";
import { openDb, type Db } from "../../store/db.ts";
import type { Item } from "../../store/tables/items.ts";
import { listJobs } from "../../store/tables/jobs.ts";
import { answerText, type Response } from "../../store/tables/responses.ts";
import { holdOf } from "../../tasks/sending/hold.ts";
import { isAway } from "../../tasks/polling/circuit-breaker.ts";
import { textsOf } from "../../texts/texts.ts";
import type { Context } from "../context.ts";
import { readId } from "../arguments.ts";
import { itemDocument, responseDocument } from "../../desk/documents.ts";
import { relative } from "../terminal/times.ts";

export async function show(context: Context, args: string[]): Promise<void> {
  const id = readId(args[0] ?? "");
  const config = await context.deskConfig();
  const db = openDb(config.database);
  try {
    const file = requireItemFile(db, id);
    const { item, response, archivedAt } = file;
    const history = file.audit.map(({ at, actor, action, after }) => {
      return { at: iso(at), actor, action, after: after === null ? null : (JSON.parse(after) as unknown) };
    });
    const attempts = file.attempts.map(({ intent_at, outcome_at, resolved_at, ...rest }) => {
      return { ...rest, intent_at: iso(intent_at), outcome_at: iso(outcome_at), resolved_at: iso(resolved_at) };
    });
    const document = {
      ...itemDocument(item),
      archived_at: iso(archivedAt),
      answer: responseDocument(response),
      publish_attempts: attempts,
      history,
    };
    context.print(document, () =>
      [
        ...page(item, response, history, context),
        ...holdLines(db, file, config, context),
        ...(archivedAt === null ? [] : ["", `In the archive since ${iso(archivedAt)}.`]),
      ].join("\n"),
    );
  } finally {
    db.close();
  }
}

type History = { at: string | null; actor: string; action: string; after: unknown }[];

/** What the buyer wrote is theirs: it is quoted, and harmless to the terminal. */
function page(item: Item, response: Response | undefined, history: History, { paint, clock }: Context): string[] {
  const stars = item.rating === null ? "" : `  ${"★".repeat(item.rating)}${"☆".repeat(5 - item.rating)}`;
  const analysis = item.ai_analysis;
  // What failed in sending stands at the answer, too.
  const failure = item.error_message === response?.publish_error ? null : item.error_message;
  const lines = [
    paint(
      "bold",
      `#${item.id}  ${item.account}  ${item.item_type}${stars}  ${relative(item.created_at, clock.now())}  ${item.status}`,
    ),
    [item.product_name, item.sku, item.client_name]
      .filter(Boolean)
      .map((part) => safeText(String(part)))
      .join(" · "),
    "",
    ...quoted(item.client_text || "(only stars)"),
    ...(item.pros ? ["+", ...quoted(item.pros)] : []),
    ...(item.cons ? ["−", ...quoted(item.cons)] : []),
    ...(analysis
      ? [
          "",
          `Analysis: ${[analysis.sentiment, analysis.category, ...analysis.attention, ...analysis.tags].join(" · ")}`,
        ]
      : []),
    ...(failure ? ["", paint("red", `✗ ${safeText(failure)}`)] : []),
    ...answerLines(response, paint),
    ...(history.length > 0
      ? [
          "",
          "History:",
          ...history.map((entry) => `  ${entry.at}  ${entry.actor}  ${entry.action}${whyOf(entry.after)}`),
        ]
      : []),
  ];
  return lines;
}

/** Why a rule left the item to a person. */
function whyOf(after: unknown): string {
  const { why } = (after ?? {}) as { why?: unknown };
  return typeof why === "string" ? `  ${safeLine(why)}` : "";
}

function quoted(text: string): string[] {
  return safeText(text)
    .split("\n")
    .map((line) => `  │ ${line}`);
}

function answerLines(response: Response | undefined, paint: Context["paint"]): string[] {
  if (!response) return ["", "No answer yet."];
  const text = answerText(response);
  return [
    "",
    `Answer (${response.status}, ${text.length} characters${response.approved_by ? `, approved by ${response.approved_by}` : ""}):`,
    ...safeText(text).split("\n"),
    ...response.problems.map((problem) => paint("yellow", `! ${problem.message}`)),
    ...(response.publish_error ? [paint("red", `✗ ${safeText(response.publish_error)}`)] : []),
    ...revisionLines(response),
  ];
}

/** What the answer was before: drafts and edits, the oldest first. */
function revisionLines({ edit_history, regenerate_count }: Response): string[] {
  if (edit_history.length === 0) return [];
  const heading = `Earlier texts (drafted again ${regenerate_count} of ${MAX_REGENERATIONS} times):`;
  const each = edit_history.flatMap(({ at, by, text, instructions }) => [
    `  ${at}  replaced by ${by}${instructions === undefined ? "" : `, who asked: ${safeLine(instructions)}`}`,
    ...quoted(text),
  ]);
  return ["", heading, ...each];
}

/** Why an approved answer is not out yet. */
function holdLines(db: Db, file: Pick<ItemFile, "item" | "response">, config: Config, context: Context): string[] {
  const { item, response } = file;
  const [job] = listJobs(db, { kind: "send_response", itemId: item.id, limit: 1 });
  if (item.status !== "approved" || !response || !job || job.error === null) return [];
  const { failures } = textsOf(config.locale);
  const deps = { clock: context.clock, config };
  const away = isAway(db, deps, { account: item.account, itemType: item.item_type });
  const failure = { code: away ? "marketplace.unavailable" : (job.error_code ?? ""), message: job.error };
  const say = holdOf(db, response, deps)?.say ?? failureSentence(failure, { itemId: item.id, next: "itself" });
  // A lane that is stopped has no next try, and a job that is due waits only for the daemon.
  const nextTry = job.run_at > context.clock.now() ? ` ${failures.next_try(new Date(job.run_at).toISOString())}` : "";
  return ["", context.paint("yellow", `! ${failures.unsent(say(failures))}${nextTry}`)];
}
