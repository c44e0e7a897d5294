import { z } from "zod";
import type { Config } from "../../config/schema.ts";
import { pageDocument } from "../../desk/documents.ts";
import type { ItemPage } from "../../desk/item-page.ts";
import { iso } from "../../domain/calendar.ts";
import { MAX_REGENERATIONS } from "../../domain/response.ts";
import { safeLine, safeText } from "../../domain/wording/safe-text.ts";
import { answerText, type Response } from "../../store/tables/responses.ts";
import { textsOf } from "../../texts/texts.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { withDesk } from "../desk.ts";
import { argument } from "../parameters.ts";
import { relative } from "../terminal/times.ts";
import { id } from "../values.ts";

export const show = command({
  name: "show",
  summary: "Shows an item whole: the buyer's words, the analysis, the answer, its history, the notes.",
  examples: ["reputation show 17", "reputation show 17 --json"],
  takes: { id: argument("<id>", "the id", id) },
  async run(context, { id }) {
    await withDesk(context, async (desk, { locale }) => {
      const page = await desk.item(id);
      context.print(pageDocument(page), () =>
        [
          ...pageLines(page, context),
          ...unsentLines(page, locale, context),
          ...noteLines(page),
          ...(page.archivedAt === null ? [] : ["", `In the archive since ${iso(page.archivedAt)}.`]),
        ].join("\n"),
      );
    });
  },
});

/** The buyer's text is quoted and made safe for the terminal. */
function pageLines({ item, response, audit }: ItemPage, { paint, clock }: Context): string[] {
  const stars = item.rating === null ? "" : `  ${"★".repeat(item.rating)}${"☆".repeat(5 - item.rating)}`;
  const analysis = item.ai_analysis;
  // An error in sending is shown with the answer as well.
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
    ...(analysis?.gist ? ["", "In Russian, by the AI:", ...quoted(analysis.gist)] : []),
    ...(analysis
      ? [
          "",
          `Analysis: ${[analysis.sentiment, analysis.category, ...analysis.attention, ...analysis.tags].join(" · ")}`,
        ]
      : []),
    ...wordsOnIt(item),
    ...(failure ? ["", paint("red", `✗ ${safeText(failure)}`)] : []),
    ...answerLines(response, paint),
    ...(audit.length > 0
      ? [
          "",
          "History:",
          ...audit.map(({ at, actor, action, after }) => `  ${iso(at)}  ${actor}  ${action}${whyOf(after)}`),
        ]
      : []),
  ];
  return lines;
}

/** To whom it was handed on, and why that or why it was skipped. */
function wordsOnIt({ status, handed_to, reason }: ItemPage["item"]): string[] {
  if (handed_to === null && reason === null) return [];
  const to = handed_to === null ? "" : ` to ${safeLine(handed_to)}`;
  return ["", `${status}${to}${reason === null ? "" : `: ${safeLine(reason)}`}`];
}

const notesForm = z.object({ why: z.string(), to: z.string(), reason: z.string() }).partial();

/** Why a rule left the item to a person, or what the person said who decided. */
function whyOf(after: string | null): string {
  const { why, to, reason } = notesForm.safeParse(JSON.parse(after ?? "{}")).data ?? {};
  const said = [why, to && `to ${to}`, reason].filter(Boolean).join(": ");
  return said === "" ? "" : `  ${safeLine(said)}`;
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
    `Answer (${response.status}, version ${response.version}, ${text.length} characters${response.approved_by ? `, approved by ${response.approved_by}` : ""}):`,
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

/** What colleagues have written about the item, the newest last. */
function noteLines({ notes }: ItemPage): string[] {
  if (notes.length === 0) return [];
  return [
    "",
    "Notes for colleagues:",
    ...notes.flatMap(({ at, author, text }) => [`  ${iso(at)}  ${author}`, ...quoted(text)]),
  ];
}

/** Why an approved answer is not out yet. */
function unsentLines({ unsent }: ItemPage, locale: Config["locale"], { paint }: Context): string[] {
  if (!unsent) return [];
  const { failures } = textsOf(locale);
  const nextTry = unsent.nextTry === null ? "" : ` ${failures.next_try(iso(unsent.nextTry))}`;
  return ["", paint("yellow", `! ${unsent.why}${nextTry}`)];
}
