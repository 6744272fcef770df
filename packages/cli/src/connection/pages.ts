/** Lists by pages: as many as are wanted, in one answer of the page's own shape. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | null };

const perPage = 500;

/** Fetches pages until `most` items are there (null: all). `next` says where the rest begins. */
export async function pagesOf<P extends Page<unknown>>(
  fetch: (query: { after?: string; limit: number }) => Promise<P>,
  most: number | null,
): Promise<P> {
  let got = await fetch({ limit: Math.min(perPage, most ?? perPage) });
  while (got.next !== null && (most === null || got.items.length < most)) {
    const limit = most === null ? perPage : Math.min(perPage, most - got.items.length);
    const page = await fetch({ after: got.next, limit });
    // The same shape with more items in it.
    got = { ...page, items: [...got.items, ...page.items] };
  }
  return got;
}
