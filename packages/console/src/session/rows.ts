import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { CallInput, CallOutput } from '@fettle/protocol/client';
import { useMemo } from 'react';
import { type PagedName, readingPages } from '../api.ts';

type Item<N extends PagedName> = CallOutput<N> extends { readonly items: readonly (infer I)[] } ? I : never;
type PageOf<N extends PagedName> = CallOutput<N> & { readonly items: readonly Item<N>[] };

export type Rows<N extends PagedName> = {
  /** Changes with the question: which list, filtered and ordered how. */
  readonly key: string;
  /** False while rows of the question before still stand there. */
  readonly settled: boolean;
  /** null while the first page is on its way. */
  readonly rows: readonly Item<N>[] | null;
  /** The first page as it came, for totals and the like. */
  readonly first: CallOutput<N> | null;
  /** null where there is nothing more, or a page is on its way already. */
  readonly loadMore: (() => void) | null;
  readonly error: Error | null;
  readonly retry: () => void;
};

/** A list by pages as one growing list of rows. A new filter keeps the old rows until the new ones are there. */
export function useRows<N extends PagedName>(name: N, input: CallInput<N> & { readonly query?: object | undefined }): Rows<N> {
  const query = useInfiniteQuery({ ...readingPages(name, input), placeholderData: keepPreviousData });
  const pages = query.data?.pages as readonly PageOf<N>[] | undefined; // the page type of `name`, which the options' types lose
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? null, [pages]);
  const { fetchNextPage } = query;
  const loadMore = useMemo(
    () => (query.hasNextPage && !query.isFetchingNextPage ? () => void fetchNextPage() : null),
    [query.hasNextPage, query.isFetchingNextPage, fetchNextPage],
  );
  return {
    key: JSON.stringify([name, input]),
    settled: !query.isPlaceholderData,
    rows,
    first: pages?.[0] ?? null,
    loadMore,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
