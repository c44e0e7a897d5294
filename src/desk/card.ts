/** The card of an item in a messenger: the whole draft, or no button that approves it. */
import type { Message } from "../channels/channel.ts";
import { marked, type Piece } from "../channels/marks.ts";
import { may, type Person } from "../domain/access.ts";
import type { CardAction } from "../domain/alert/card-action.ts";
import type { AlertEvent, AlertKind } from "../domain/alert/event.ts";
import { certain, isGrave } from "../domain/analysis.ts";
import { isAnswerOpen } from "../domain/item.ts";
import { MAX_REGENERATIONS } from "../domain/response.ts";
import { cleanAnswer, safeLine } from "../domain/wording/safe-text.ts";
import type { Reader } from "../store/db.ts";
import { itemById, type Item } from "../store/tables/items.ts";
import { answerText, responseOf, type Response } from "../store/tables/responses.ts";
import { attentionsIn } from "./attentions.ts";
import { textsOf, type Texts } from "../texts/texts.ts";
import { menuButtons, type Receiver } from "./card-menus.ts";
import { lineOf, starsOf, statusLine, timeOf, type CardAround } from "./card-status.ts";
import { sentenceOf } from "./alert-message.ts";
import { cut, MARK, quoteOf } from "./card-words.ts";

export interface CardButton {
  label: string;
  action: CardAction;
}

/** What a card is of, and what of it is shown. */
export interface CardAbout {
  itemId: number;
  /** What it tells of. */
  event: AlertEvent | undefined;
  /** As in `alert_cards`. */
  shows: string;
  /** The longest text, in UTF-16 units. */
  limit: number;
  person: Pick<Person, "role" | "brands">;
  /** Whom the item can be handed on to. */
  receivers: readonly Receiver[];
  /** The address of the item's page. */
  page: string;
}

export interface CardFace {
  message: Pick<Message, "text" | "link" | "marks">;
  buttons: CardButton[][];
  /** The version of the answer on it; 0: none. */
  version: number;
  isOver: boolean;
}

/** Room for what the channel may put below the text. */
const SPARE = 4;
const LONGEST_NAME = 120;

/** Draws the card as things are now. */
export function cardFace(reader: Reader, around: CardAround, about: CardAbout): CardFace {
  const { config } = around;
  const words = textsOf(config.locale).cards;
  const item = itemById(reader, about.itemId);
  const link = { label: words.buttons.open, url: about.page };
  if (!item) return { message: { text: words.status.gone, marks: [] }, buttons: [], version: 0, isOver: true };
  const response = responseOf(reader, item.id);
  const version = response?.version ?? 0;
  const status = statusLine(reader, around, item, about.event?.kind);
  if (status !== undefined) {
    const text = marked([`${lineOf(around.config, item)}\n`, { bold: status }]);
    const isOver = item.status === "published";
    return {
      message: { ...text, ...(!isOver && { link }) },
      buttons: undoButtons(item, about, words),
      version,
      isOver,
    };
  }
  const room = about.limit - SPARE - `${link.label}: ${link.url}`.length;
  const { pieces, isWhole } = openText({ reader, around, about, item, response, words, room });
  const draft = { item, response, isWhole };
  return { message: { ...marked(pieces), link }, buttons: buttonsOf(draft, about, around), version, isOver: false };
}

function undoButtons({ status }: Item, { person }: CardAbout, { buttons }: Texts["cards"]): CardButton[][] {
  if (status !== "approved" || !may(person, "decide")) return [];
  return [[{ label: buttons.undo, action: { do: "undo" } }]];
}

/** Whether the answer may be approved where only this text is seen: nothing in it or in the item asks for a closer look. */
export function mayApproveUnseen(item: Item, response: Response | undefined, told: AlertKind | undefined): boolean {
  return response !== undefined && response.problems.length === 0 && !needsPerson(item, told) && isClean(response);
}

/** A matter that was one for a person when it was told of stays one, whatever the analysis says since. */
function needsPerson({ ai_analysis }: Item, told: AlertKind | undefined): boolean {
  return told === "danger" || told === "delicate" || (ai_analysis?.attention.length ?? 0) > 0;
}

/** Whether a person sees each of its characters. */
function isClean(response: Response): boolean {
  const text = answerText(response);
  return cleanAnswer(text) === text;
}

interface Draft {
  item: Item;
  response: Response | undefined;
  isWhole: boolean;
}

function buttonsOf({ item, response, isWhole }: Draft, about: CardAbout, { config }: CardAround): CardButton[][] {
  const { shows, person } = about;
  const texts = textsOf(config.locale);
  const { buttons } = texts.cards;
  if (shows === "writing" || shows === "replaced" || !may(person, "decide") || !isAnswerOpen(item.status)) return [];
  const approve = { label: buttons.approve, action: { do: "approve" } as const };
  const canApprove = isWhole && mayApproveUnseen(item, response, about.event?.kind);
  const [what, number] = shows.split(":");
  if (what === "changed" || what === "kept" || what === "edited") {
    const keep = { label: buttons.keep, action: { do: "keep", version: Number(number) } as const };
    return [
      [...(canApprove ? [{ ...approve, label: buttons.approveThis }] : []), ...(what === "edited" ? [keep] : [])],
    ];
  }
  if (shows !== "" && what !== "unwritten") return menuButtons(shows, texts, about.receivers);
  const forPerson = needsPerson(item, about.event?.kind);
  const again = response !== undefined && response.regenerate_count < MAX_REGENERATIONS && !forPerson;
  return [
    [...(canApprove ? [approve] : []), ...(again ? [menu(buttons.again, "again")] : [])],
    [menu(buttons.pass, "pass"), ...(forPerson ? [] : [menu(buttons.skip, "skip")])],
  ].filter((row) => row.length > 0);
}

function menu(label: string, name: "again" | "pass" | "skip"): CardButton {
  return { label, action: { do: "menu", menu: name } };
}

interface Open {
  reader: Reader;
  around: CardAround;
  about: CardAbout;
  item: Item;
  response: Response | undefined;
  words: Texts["cards"];
  /** How long the text may be. */
  room: number;
}

/** The text while nobody has decided. */
function openText(open: Open): { pieces: Piece[]; isWhole: boolean } {
  const { about, item, words, room } = open;
  if (about.shows === "replaced") return { pieces: [`${shortHead(open)}\n`, { bold: words.replaced }], isWhole: false };
  const [what] = about.shows.split(":");
  const isShort = what === "changed" || what === "kept" || what === "edited";
  const head = isShort ? shortHead(open) : fullHead(open);
  const fixed = ({ heading, answer }: DraftPart): number => head.length + heading.length + answer.length + 4;
  const whole = draftPart(open);
  const isWhole = about.shows !== "writing" && whole.isWhole && fixed(whole) <= room;
  const isTooLong = whole.isWhole && !isWhole && about.shows !== "writing";
  const draft = isTooLong ? { heading: words.tooLong, answer: "", isWhole } : whole;
  const written = [{ bold: draft.heading }, draft.answer];
  if (isShort) return { pieces: [`${head}\n`, ...written], isWhole };
  const quote = cut(quoteOf(item, words), room - fixed(draft), words.cut);
  const [first = "", ...rest] = head.split("\n");
  const quoted: Piece[] = quote === "" ? [] : [quote.startsWith(MARK) ? { quote } : quote, "\n\n"];
  return { pieces: [{ bold: first }, `${["", ...rest].join("\n")}\n\n`, ...quoted, ...written], isWhole };
}

interface DraftPart {
  heading: string;
  /** On lines of its own; empty when it is not shown. */
  answer: string;
  isWhole: boolean;
}

function draftPart({ around, about, item, response, words }: Open): DraftPart {
  const without = (heading: string): DraftPart => ({ heading, answer: "", isWhole: false });
  if (about.shows === "writing") return without(words.writing);
  if (!response || !isAnswerOpen(item.status)) return without(words.noDraft);
  if (!isClean(response)) return without(words.unclean);
  return { heading: headingOf(response, about, around), answer: `\n${answerText(response)}`, isWhole: true };
}

function headingOf(response: Response, { shows }: CardAbout, { config }: CardAround): string {
  const words = textsOf(config.locale).cards;
  const remark = response.problems.map(({ message }) => safeLine(message)).join("; ");
  const remarks = cut(remark, 500, "…");
  if (shows.startsWith("edited")) return remarks === "" ? words.yours : words.yoursWith(remarks);
  const { length } = answerText(response);
  const heading = remarks === "" ? words.draft(length) : words.draftWith(length, remarks);
  // Once the answer is another one, it is no earlier draft any more.
  if (shows === `unwritten:${response.version}`) return `${words.unwritten}\n${heading}`;
  if (shows !== "changed") return heading;
  return remarks === "" ? words.changed : `${words.changed}\n${heading}`;
}

function shortHead({ around, item }: Open): string {
  return lineOf(around.config, item);
}

function fullHead({ around, about, item, words }: Open): string {
  const { config } = around;
  const texts = textsOf(config.locale);
  const attention = attentionsIn(item.ai_analysis, texts.web);
  const isDanger = item.ai_analysis !== null && isGrave(certain(item.ai_analysis));
  const brand = config.brands.find(({ id }) => id === item.brand_id)?.name ?? item.brand_id;
  const { rating } = item;
  const stars = rating === null ? words.noStars : starsOf(rating);
  const kind = item.item_type === "question" ? words.question : stars;
  const product = [item.product_name, item.sku].flatMap((word) => (word === null ? [] : [safeLine(word)])).join(", ");
  const name = cut(safeLine(item.client_name ?? words.nobody), 60, "…");
  const lines = [
    ...occasionOf(about.event, item, around),
    ...(isDanger && about.event?.kind !== "danger" ? [words.danger] : []),
    words.head(kind, texts.web.platforms[item.platform], brand),
    cut(product, LONGEST_NAME, "…"),
    [words.about(name, timeOf(item.created_at, around)), ...photosOf(item, words)].join(", "),
    attention.length > 0 ? words.attention(attention.map(({ text }) => text).join(", ")) : "",
  ];
  return lines.filter(Boolean).join("\n");
}

function photosOf({ photos }: Item, words: Texts["cards"]): string[] {
  return photos.length > 0 ? [words.photos(photos.length)] : [];
}

/** What has brought the item here, when it is more than a new one. */
function occasionOf(event: AlertEvent | undefined, { reason }: Item, { config }: CardAround): string[] {
  if (!event || event.kind === "negative" || event.kind === "question") return [];
  const sentence = sentenceOf(event, textsOf(config.locale), config);
  const why = event.kind === "handed_on" && reason !== null ? [cut(safeLine(reason), 400, "…")] : [];
  return [sentence, ...why];
}
