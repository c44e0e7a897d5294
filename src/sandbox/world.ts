import { HOUR_MS, type Clock } from "../base/clock.ts";
import type { ItemType, Platform } from "../domain/platform.ts";
import { StateError } from "../base/errors.ts";
import { createCatalogue, type Catalogue } from "./catalogue.ts";
import { createItem } from "./create-item.ts";
import { uuid } from "./identifiers.ts";
import { ownAnswer, type Answer, type PlacedAnswer, type WorldItem } from "./item.ts";
import type { SampleItem } from "./samples.ts";
import { createShelf, type Shelf } from "./shelf.ts";

/** A new text under an item. */
interface NewAnswer {
  text: string;
  author: "seller" | "buyer";
  by: "api" | "cabinet";
  parentId?: string | null | undefined;
  /** Unix ms; now by default. */
  at?: number;
}

/** What a buyer can change in a review or question. */
type BuyerEdit = Partial<Pick<WorldItem, "text" | "pros" | "cons" | "rating">>;

/**
 * The state of all simulated marketplaces. Items are named by the id of their sample.
 * Every method that takes such an id throws StateError when there is no such item.
 */
export interface World {
  readonly catalogue: Catalogue;
  /** Everything, withdrawn items too, in the order of arrival. */
  items(): readonly WorldItem[];
  item(id: string): WorldItem;
  shelf(platform: Platform, itemType: ItemType): Shelf;
  /**
   * Adds items by buyers, which are listed when the call returns. Items without a time get the current one.
   * @throws StateError for an id that is taken, or a review without stars
   */
  add(samples: readonly SampleItem[]): WorldItem[];
  /** A person answers in the marketplace's own cabinet. */
  answerInCabinet(id: string, text: string): Answer;
  /** Another buyer writes under the item. */
  commentAsBuyer(id: string, text: string): Answer;
  /** A person opens the item in the cabinet and does nothing else. */
  open(id: string): void;
  /** The buyer changes the text or the stars. Yandex Market then calls the review unread again. */
  edit(id: string, change: BuyerEdit): void;
  /** The item disappears from the marketplace. */
  withdraw(id: string): void;
  /** Moderation refuses the seller's latest answer. */
  rejectAnswer(id: string, reason: string): void;
  /** The marketplace drops every answer of the seller's that it has accepted for the item. */
  lose(id: string): void;
  /** Whether the lists show the answers of the item, which stand there in any case. */
  show(id: string, shown: boolean): void;
  /** For the marketplaces: puts a text under an item and keeps it in `received` when it is the seller's. */
  attach(item: WorldItem, answer: NewAnswer): Answer;
  /** For the marketplaces: the seller changes a text. */
  rewrite(item: WorldItem, answer: Answer, text: string): void;
  /** For the marketplaces: finds a text by the marketplace's id of it, unless deleted or under a withdrawn item. */
  findAnswer(platform: Platform, answerId: string): PlacedAnswer | undefined;
}

/** Yandex Market numbers comments and answers in one sequence. */
const FIRST_ANSWER_NUMBER = 5_512_345;

/**
 * An empty world. The clock dates new items and answers, and decides about moderation.
 * @param rejects asked of each answer that comes in: whether moderation refuses it
 */
// oxlint-disable-next-line max-lines-per-function -- its functions share the items and answers of the world
export function createWorld(clock: Clock, rejects: (platform: Platform) => boolean = () => false): World {
  const catalogue = createCatalogue();
  const items: WorldItem[] = [];
  const byId = new Map<string, WorldItem>();
  const shelves = new Map<string, Shelf>();
  const takenNumbers = new Set<number>();
  const answers = new Map<string, PlacedAnswer>();

  function shelf(platform: Platform, itemType: ItemType): Shelf {
    const key = `${platform} ${itemType}`;
    let found = shelves.get(key);
    if (found === undefined) shelves.set(key, (found = createShelf()));
    return found;
  }
  function item(id: string): WorldItem {
    const found = byId.get(id);
    if (found !== undefined) return found;
    throw new StateError(`the sandbox holds no item "${id}"`, { code: "sandbox.unknown_item" });
  }
  function attach(item: WorldItem, { text, author, by, parentId = null, at = clock.now() }: NewAnswer): Answer {
    const id =
      item.platform === "ym"
        ? String(FIRST_ANSWER_NUMBER + answers.size)
        : uuid(`${item.externalId} ${item.answers.length}`);
    const rejection = by === "api" && rejects(item.platform) ? "moderation" : null;
    const answer: Answer = { id, author, parentId, at, text, editedAt: null, rejection, deleted: false, hidden: false };
    item.answers.push(answer);
    answers.set(`${item.platform} ${id}`, { item, answer });
    if (author === "seller") item.received.push({ text, at, edit: false, by });
    return answer;
  }
  function place(sample: SampleItem): WorldItem {
    if (byId.has(sample.id)) {
      throw new StateError(`the sandbox holds an item "${sample.id}" already`, { code: "sandbox.duplicate_item" });
    }
    const made = createItem(sample, { order: items.length, now: clock.now(), catalogue, takenNumbers });
    items.push(made);
    byId.set(made.id, made);
    if (sample.answer !== undefined) {
      made.status = "processed";
      const at = Math.min(made.createdAt + HOUR_MS, clock.now());
      attach(made, { text: sample.answer, author: "seller", by: "cabinet", at });
    }
    return made;
  }

  return {
    catalogue,
    items: () => items,
    item,
    shelf,
    attach,
    add(samples) {
      const added = samples.map(place);
      for (const [key, group] of Map.groupBy(added, (made) => shelf(made.platform, made.itemType))) key.add(group);
      return added;
    },
    answerInCabinet(id, text) {
      item(id).status = "processed";
      return attach(item(id), { text, author: "seller", by: "cabinet" });
    },
    commentAsBuyer: (id, text) => attach(item(id), { text, author: "buyer", by: "cabinet" }),
    open(id) {
      if (item(id).status === "new") item(id).status = "viewed";
    },
    edit(id, change) {
      Object.assign(item(id), change);
      item(id).edits.push(clock.now());
      if (item(id).platform === "ym") item(id).status = "new";
    },
    withdraw(id) {
      item(id).withdrawn = true;
    },
    rejectAnswer(id, reason) {
      const answer = ownAnswer(item(id));
      if (answer === null) throw new StateError(`item "${id}" has no answer to refuse`, { code: "sandbox.no_answer" });
      answer.rejection = reason;
    },
    lose(id) {
      for (const answer of item(id).answers) answer.deleted ||= answer.author === "seller";
      if (item(id).platform !== "ym") item(id).status = "new";
    },
    show(id, shown) {
      for (const answer of item(id).answers) answer.hidden = !shown;
    },
    rewrite(item, answer, text) {
      answer.text = text;
      answer.editedAt = clock.now();
      answer.rejection = null;
      item.received.push({ text, at: answer.editedAt, edit: true, by: "api" });
    },
    findAnswer(platform, answerId) {
      const found = answers.get(`${platform} ${answerId}`);
      return found === undefined || found.answer.deleted || found.item.withdrawn ? undefined : found;
    },
  };
}
