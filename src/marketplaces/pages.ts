import { MarketplaceError } from "../base/errors.ts";

/**
 * Reads pages by cursor to the end.
 * @param read gets the cursor, "" at first
 * @param next the cursor of the following page; undefined at the end
 * @throws MarketplaceError `marketplace.bad_reply` when a cursor repeats itself, because the list would never end
 */
export async function* readPages<P>(
  read: (cursor: string) => Promise<P>,
  next: (page: P, cursor: string) => string | undefined,
): AsyncGenerator<P> {
  for (let cursor = ""; ;) {
    const page = await read(cursor);
    yield page;
    const following = next(page, cursor);
    if (following === undefined) return;
    if (following === "" || following === cursor) throw endless(cursor);
    cursor = following;
  }
}

function endless(cursor: string): MarketplaceError {
  return new MarketplaceError(`a list says that it goes on, but its page "${cursor}" does not lead to another one`, {
    code: "marketplace.bad_reply",
    retryable: true,
  });
}
