/** Drafts an answer, and drafts it once more with the reasons when the first try breaks a rule. */
import { factsFor } from "../../ai/offline/facts-asked-for.ts";
import { faqEntryFor, faqFact } from "../../ai/offline/faq-asked-for.ts";
import { type AnswerRequest, BUILT_IN, type Drafted, type DraftRequest, type Llm } from "../../ai/llm.ts";
import { answerContext, injectionIn } from "../../decisions/answer-checks.ts";
import {
  type AnswerContext,
  checkAnswer,
  type Finding,
  inWords,
  type Problem,
} from "../../domain/wording/answer-rules.ts";
import { cleanAnswer, safeText } from "../../domain/wording/safe-text.ts";
import { isAnsweredByFacts } from "../../domain/proof/answered-by-facts.ts";
import { unfoundedClaim } from "../../domain/proof/claimed.ts";
import { firstName } from "../../domain/wording/first-name.ts";
import { StateError } from "../../base/errors.ts";
import { happened } from "../../domain/failure.ts";
import type { Item } from "../../store/tables/items.ts";
import type { PastAnswer } from "../../store/tables/past-answers.ts";
import { textsOf } from "../../texts/texts.ts";
import type { TaskContext } from "../../queue/task.ts";
import { askOrStandIn, isHopeless, type Asked } from "./ai-calls.ts";
import type { Admission } from "./ai-hold.ts";
import type { Deps } from "../deps.ts";
import { asExample, patternsFor } from "./examples.ts";
import { subjectOf, taughtFor, voiceOf } from "./subject.ts";

export interface CheckedDraft {
  drafted: Drafted;
  /** The remaining problems; the draft may be sent when there are none. */
  problems: Finding[];
  /** Every call that was made, for the cost records. */
  calls: Drafted[];
}

type DraftDeps = Pick<Deps, "db" | "facts" | "config" | "llm">;

/** A draft for an item, with every paid call. */
interface ItemDraft extends Pick<CheckedDraft, "drafted"> {
  /** Problems in the manager's language, as they are stored. */
  problems: Problem[];
  calls: Pick<Drafted, "model" | "usage">[];
  note: Asked<unknown>["note"];
}

/** What is to be drafted, who may do so, and for which attempt. */
interface Order {
  item: Item;
  /** `others`: drafts that are there to choose from; this one should begin in another way. */
  wish: Pick<DraftRequest, "instructions" | "previous" | "variant"> & { others?: readonly string[] | undefined };
  admission: Exclude<Admission, { kind: "wait" }>;
  context: TaskContext;
  /** A draft that is there and paid for; an LLM only corrects it. */
  first?: Drafted | undefined;
}

/**
 * The model is told what was wrong in the language of its instructions and of its answer. What it writes must not
 * depend on which language the manager reads.
 */
const PROMPT_TEXTS = textsOf("ru").checks;

/** What a draft is asked for with, and the rules that it must keep. The answers that it is written after are in both. */
interface Prepared<Request> {
  request: Request;
  rules: AnswerContext;
}

/**
 * What any provider is asked for. The draft must not copy the answers that it is written after either.
 * @throws ConfigError when the item's brand is no longer configured
 */
export async function prepareAnswer(
  deps: DraftDeps,
  item: Item,
  signal: AbortSignal,
): Promise<Prepared<AnswerRequest>> {
  const { db, facts, config } = deps;
  const voice = voiceOf(item, config);
  const rules = answerContext(db, item, config);
  const patterns = patternsOf(deps, item, rules);
  const examples = patterns.map((pattern) => asExample(pattern, voice));
  const request = {
    subject: subjectOf(item),
    voice,
    facts: await facts(item.sku, signal),
    context: { ...taughtFor(item, config), examples },
    openings: openingsOf(rules.recentAnswers),
  };
  const recentAnswers = [...rules.recentAnswers, ...patterns.map(({ answer }) => answer)];
  return { request, rules: { ...rules, recentAnswers } };
}

/** The built-in provider writes after nothing, so nothing is looked for. */
function patternsOf({ db, llm }: Omit<DraftDeps, "facts">, item: Item, rules: AnswerContext): PastAnswer[] {
  return llm.model === BUILT_IN ? [] : patternsFor(db, item, rules);
}

/**
 * What a provider is asked for after the analysis.
 * @throws StateError when the item has not been analysed
 */
export async function prepareDraft(
  deps: DraftDeps,
  item: Item,
  wish: Order["wish"],
  signal: AbortSignal,
): Promise<Prepared<DraftRequest>> {
  const analysis = item.ai_analysis;
  if (!analysis) throw new StateError(`item ${item.id} has not been analysed`, { code: "item.no_analysis" });
  const { others = [], ...asked } = wish;
  const { request, rules } = await prepareAnswer(deps, item, signal);
  const openings = [...openingsOf(others), ...(request.openings ?? [])].slice(0, OPENINGS);
  return { request: { ...asked, ...request, openings, analysis, problems: [] }, rules };
}

/** @throws StateError when the item has not been analysed */
export async function draftAnswer(deps: Deps, { item, wish, admission, context, first }: Order): Promise<ItemDraft> {
  const { signal } = context;
  const { request, rules } = await prepareDraft(deps, item, wish, signal);
  // Another draft at a person's request waits for the LLM: ready phrases would not do what they ask for.
  const asking = { context, item: wish.instructions === null ? item : null };
  const { value, failure, lost, note } = await askOrStandIn(deps, asking, admission, (llm) =>
    draftChecked(llm, request, rules, signal, llm.model === BUILT_IN ? undefined : first),
  );
  const problems = stored(deps, request, item, { ...value, failure });
  return { drafted: value.drafted, problems, calls: [...lost, ...value.calls], note };
}

/**
 * The draft that came with the analysis, when it breaks no rule; undefined when it has to be corrected.
 * @throws StateError when the item has not been analysed
 */
export async function firstDraft(
  deps: DraftDeps,
  item: Item,
  first: Drafted,
  signal: AbortSignal,
): Promise<ItemDraft | undefined> {
  const { request, rules } = await prepareDraft(deps, item, { instructions: null, variant: 0 }, signal);
  if (checkAnswer(first.text, rules).length > 0) return undefined;
  const problems = stored(deps, request, item, { drafted: first, problems: [], failure: null });
  return { drafted: first, problems, calls: [], note: () => undefined };
}

/** All that is wrong with a draft or doubtful about it, in the manager's language. */
function stored(
  { config }: Pick<Deps, "config">,
  request: DraftRequest,
  item: Item,
  { drafted, problems, failure }: Pick<CheckedDraft, "drafted" | "problems"> & { failure: string | null },
): Problem[] {
  const { checks, failures } = textsOf(config.locale);
  const findings = [...problems, ...doubts(request, item, failure === null ? drafted : null)];
  const standIn = failure === null ? [] : [{ rule: "llm", message: `${happened(failure, failures)} ${checks.llm}` }];
  return [...inWords(findings, checks), ...standIn];
}

/** A draft without what cannot be seen, so that the checks and the manager see what will be sent. */
async function cleanDraft(llm: Pick<Llm, "draft">, request: DraftRequest, signal: AbortSignal): Promise<Drafted> {
  const drafted = await llm.draft(request, signal);
  return { ...drafted, text: cleanAnswer(drafted.text) };
}

/** How many of the latest answers a new one must not begin like. */
const OPENINGS = 5;
const LONGEST_OPENING = 60;

/** The first sentences of the latest answers. */
function openingsOf(answers: readonly string[]): string[] {
  const sentences = answers.slice(0, OPENINGS).map((answer) => /^[^.!?\n]*[.!?]?/u.exec(answer.trim())?.[0] ?? "");
  return [...new Set(sentences.filter(Boolean).map((sentence) => sentence.slice(0, LONGEST_OPENING)))];
}

/**
 * One draft, and when it breaks a rule a second one that is told the reasons.
 * @param given the first one, when it is there and paid for
 */
export async function draftChecked(
  llm: Pick<Llm, "draft">,
  request: DraftRequest,
  context: AnswerContext,
  signal: AbortSignal,
  given?: Drafted,
): Promise<CheckedDraft> {
  const first = given ?? (await cleanDraft(llm, request, signal));
  const paid = given === undefined ? [first] : [];
  const problems = checkAnswer(first.text, context);
  if (problems.length === 0) return { drafted: first, problems, calls: paid };
  const reasons = inWords(problems, PROMPT_TEXTS).map(({ message }) => message);
  const again = { ...request, problems: reasons, previous: first.text, variant: request.variant + 1 };
  const second = await cleanDraft(llm, again, signal).catch((error: unknown) => {
    if (isHopeless(error)) return undefined;
    throw error;
  });
  // The model declines to improve the draft, so the existing one waits for a person together with its problems.
  if (!second) return { drafted: first, problems, calls: paid };
  return { drafted: second, problems: checkAnswer(second.text, context), calls: [...paid, second] };
}

/**
 * Problems that need a person however good the draft is, and that another draft would not change.
 * @param drafted null when the model that was to write the draft failed
 */
function doubts(request: DraftRequest, item: Item, drafted: Drafted | null): Finding[] {
  const { subject, instructions } = request;
  const model = drafted?.model ?? null;
  const unverified = subject.itemType === "question" && !(drafted && isVerified(request, drafted));
  const claim = unfoundedClaim(drafted?.claims ?? [], sourcesOf(request));
  const byLexicon = model !== BUILT_IN && item.ai_analysis?.model === BUILT_IN;
  const found: (Finding | false)[] = [
    unverified && { rule: "unverified", say: (texts) => texts.unverified },
    Boolean(instructions) &&
      (model === BUILT_IN || model === null) && { rule: "instructions", say: (texts) => texts.instructions },
    claim !== null && { rule: "claims", say: (texts) => texts.claims(safeText(claim).slice(0, LONGEST_CLAIM)) },
    request.analysis.gist !== undefined && { rule: "foreign", say: (texts) => texts.foreign },
    byLexicon && { rule: "analysis", say: (texts) => texts.analysis },
  ];
  return [...injectionIn(item), ...found.filter((finding) => finding !== false)];
}

const LONGEST_CLAIM = 120;

/** Where an answer may have taken an assertion from. */
function sourcesOf({ facts, context }: DraftRequest): (string | null)[] {
  return [facts, ...(context?.faq ?? []).map(({ answer }) => answer)];
}

/** Whether an answer to a question tells facts, or the brand's own answer, that settle it, and nothing else. A person decides what they leave open. */
function isVerified({ subject, facts, context, voice }: DraftRequest, { text, model }: Drafted): boolean {
  const asked = factsFor(subject.text, facts);
  const entry = faqEntryFor(subject.text, context?.faq ?? []);
  // The built-in provider's own words are known; it has left an answer of the FAQ out when that breaks the rules.
  if (model === BUILT_IN) return asked.length > 0 || (entry !== null && text.includes(cleanAnswer(entry.answer)));
  const cited = [...asked, ...(entry === null ? [] : [faqFact(entry)])];
  return isAnsweredByFacts(text, cited, [voice.signature, voice.brandName, firstName(subject.clientName)]);
}
