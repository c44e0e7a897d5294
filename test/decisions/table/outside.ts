/**
 * The outside world of the table: the replies of the marketplace and the AI are set item by item, and a call can be
 * held.
 */
import { BUILT_IN, type Llm } from "../../../src/ai/llm.ts";
import type { Marketplace, PolledItem, Receipt, RemoteState } from "../../../src/marketplaces/marketplace.ts";

/** The calls to the outside that can be held. */
export type Place = "think" | "read" | "publish";

/** The replies about one item. Each may throw the errors that the adapters throw. */
export interface Said {
  think: () => void;
  read: () => RemoteState;
  publish: () => Receipt;
}

/** One item as the outside knows it. */
export interface Outside extends Said {
  polled: PolledItem;
  /** What was accepted last: a reading shows it unless it is told to say something else. */
  stands: string | null;
  /** The call at which the next one waits until `letGo`. */
  holdAt: Place | null;
  letGo: (() => void) | null;
}

/** The default: the marketplace has no answer and accepts what it is sent; the AI answers. */
export const QUIET: Said = {
  think: () => {},
  read: () => ({ status: "unanswered", buyer: null }),
  publish: () => ({ remoteId: null }),
};

/** A different text for each item and variant, so that no draft is a near-copy of another. */
const draftText = (id: number, variant: number): string => `Здравствуйте! Спасибо за отзыв и оценку, ${id}-${variant}!`;

export class World {
  /** The items that the next poll's lists show. */
  listed: readonly Pick<Outside, "polled">[] = [];
  /** The items that were asked about one by one so far. */
  reads = 0;
  readonly #byExternalId = new Map<string, Outside>();
  readonly #byId = new Map<number, Outside>();

  know(id: number, polled: PolledItem): void {
    const outside: Outside = { polled, stands: null, ...QUIET, holdAt: null, letGo: null };
    this.#byId.set(id, outside);
    this.#byExternalId.set(polled.externalId, outside);
  }

  of(id: number): Outside {
    const outside = this.#byId.get(id);
    if (!outside) throw new Error(`the table does not know item ${id}`);
    return outside;
  }

  /** The items by id, as a poll shows them. */
  polled(): Map<number, PolledItem> {
    return new Map([...this.#byId].map(([id, { polled }]) => [id, polled]));
  }

  marketplace(): Marketplace {
    const at = async (externalId: string, place: Place) => pass(this.#byExternalId.get(externalId), place);
    const listed = (): PolledItem[] => this.listed.map(({ polled }) => polled);
    return {
      platform: "wb",
      async *list() {
        yield { items: listed(), quarantined: [] };
      },
      read: async ({ externalId }) => {
        this.reads++;
        const outside = await at(externalId, "read");
        const { stands } = outside;
        if (outside.read !== QUIET.read || stands === null) return outside.read();
        return { status: "answered", buyer: null, answer: { text: stands, remoteId: null, moderation: "pending" } };
      },
      async publish({ externalId }, text) {
        const outside = await at(externalId, "publish");
        const receipt = outside.publish();
        outside.stands = text;
        return receipt;
      },
      reserve: async () => ({ at: null }),
      checkAccess: async () => ({ seller: null, key: "key", expiresAt: null, warnings: [] }),
    };
  }

  llm(): Llm {
    const at = async (id: number) => (await pass(this.#byId.get(id), "think")).think();
    const usage = { inputTokens: 1, outputTokens: 1 };
    return {
      model: "of the table",
      async analyze({ id }) {
        await at(id);
        const analysis = { sentiment: "positive", sentiment_score: 1, category: "other" } as const;
        return { analysis: { ...analysis, tags: [], key_points: [], attention: [] }, model: "m", usage };
      },
      async draft({ subject: { id }, variant }) {
        await at(id);
        // As the built-in provider's, so that a rule may approve a text that no vocabulary knows.
        return { text: draftText(id, variant), model: BUILT_IN, promptHash: "h", usage };
      },
    };
  }
}

async function pass(outside: Outside | undefined, place: Place): Promise<Outside> {
  if (!outside) throw new Error("the table does not know this item");
  if (outside.holdAt === place) {
    outside.holdAt = null;
    await new Promise<void>((resolve) => (outside.letGo = resolve));
  }
  return outside;
}
