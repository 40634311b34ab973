import { NotALedger } from "./errors.ts";

/** The query of an address, with what is given; empty if nothing is. */
export function queryText(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return given.length === 0 ? "" : `?${given.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

/**
 * The number that the next page of a list starts from.
 *
 * @param next the page's path, as the ledger sends it
 * @param what names the list for the error message
 * @throws NotALedger if the path does not say where the page begins
 */
export function nextFrom(next: string | undefined, what: string): { readonly next?: number } {
  if (next === undefined) return {};
  const from = Number(/[?&]from=(\d{1,16})(?:&|$)/.exec(next)?.[1]);
  if (!Number.isSafeInteger(from)) throw new NotALedger(`its next page of ${what} has no beginning`);
  return { next: from };
}

/**
 * Reads a list page by page, each once the one before is used up.
 *
 * @param query that of the first page
 * @param read reads a page
 * @throws NotALedger if a page leads back
 */
export async function* allOf<Query extends { readonly from?: number | undefined }, Item>(
  query: Query,
  read: (query: Query) => Promise<{ readonly items: readonly Item[]; readonly next: number | undefined }>,
): AsyncGenerator<Item, void, undefined> {
  for (let from = query.from; ;) {
    const { items, next } = await read({ ...query, from });
    yield* items;
    if (next === undefined) return;
    // It would be followed forever.
    if (next <= (from ?? 1)) throw new NotALedger("its next page leads back");
    from = next;
  }
}
