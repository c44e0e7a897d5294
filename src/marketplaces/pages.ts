import { MarketplaceError } from "../base/errors.ts";

/** How many pages in a row may bring nothing new: a filter can empty a page, but not this many. */
const MOST_BARREN_PAGES = 10;

/** What has been read of one list so far. Every method throws when the list leads to nothing new any more. */
interface Way {
  /**
   * @param name how an error names the page, whose cursor may be its contents
   * @throws MarketplaceError `marketplace.bad_reply` when the cursor was followed before, or is empty
   */
  follow(cursor: string, name?: string): void;
  /** @throws MarketplaceError `marketplace.bad_reply` when too many pages in a row were empty or read before */
  pass(elements: readonly unknown[]): void;
}

function startWay(): Way {
  const followed = new Set<string>();
  const seen = new Set<string>();
  let barren = 0;
  return {
    follow(cursor, name = `page "${cursor}"`) {
      if (cursor === "" || followed.has(cursor)) throw endless(`its ${name} was read already`);
      followed.add(cursor);
    },
    pass(elements) {
      // The first and the last element tell a page well enough: no two pages of one list start and end alike.
      const ends = JSON.stringify([elements.length, elements[0], elements.at(-1)]);
      barren = elements.length === 0 || seen.has(ends) ? barren + 1 : 0;
      seen.add(ends);
      if (barren >= MOST_BARREN_PAGES) throw endless(`its last ${barren} pages brought nothing new`);
    },
  };
}

/** How to read one list by cursor. */
interface Paged<P> {
  /** Gets the cursor, "" at first. */
  read: (cursor: string) => Promise<P>;
  elements: (page: P) => readonly unknown[];
  /** The cursor of the following page; undefined at the end. */
  next: (page: P, cursor: string) => string | undefined;
}

/**
 * Reads pages by cursor to the end. A chain of cursors that goes round is noticed when it comes back to any earlier
 * one, however long the circle is.
 * @throws MarketplaceError `marketplace.bad_reply` when the list would never end
 */
export async function* readPages<P>({ read, elements, next }: Paged<P>): AsyncGenerator<P> {
  const way = startWay();
  for (let cursor = ""; ;) {
    const page = await read(cursor);
    yield page;
    const following = next(page, cursor);
    if (following === undefined) return;
    way.pass(elements(page));
    way.follow(following);
    cursor = following;
  }
}

/**
 * The same for a list that is read by position: a full page that comes again means that the position is ignored.
 * @throws MarketplaceError `marketplace.bad_reply` from the returned function
 */
export function noticesRepetition(): (fullPage: readonly unknown[]) => void {
  const way = startWay();
  return (fullPage) => way.follow(JSON.stringify([fullPage[0], fullPage.at(-1)]), "following page");
}

function endless(what: string): MarketplaceError {
  return new MarketplaceError(`a list says that it goes on, but ${what}: it goes round`, {
    code: "marketplace.bad_reply",
    hint: "This is a fault at the marketplace. What was read until then is stored, and the next poll tries again.",
    retryable: true,
  });
}
