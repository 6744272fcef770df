import { useCallback } from 'react';
import { parseSort, type Sort, sortText } from '../ui/table/column.ts';
import { useChangeSearch, useSearchTexts } from './client-in-view.ts';

export type ListState = {
  /** One of the address's parts; the empty text where it is not there. */
  readonly part: (name: string) => string;
  readonly sort: Sort | null;
  readonly onSort: (sort: Sort | null) => void;
  readonly change: (changed: Readonly<Record<string, string>>) => void;
};

/** A list's filters, order and tab, kept in the address: what one sees can be mailed, and Back leads out of the list, not through its filters. */
export function useListState(): ListState {
  const search = useSearchTexts();
  const change = useChangeSearch();
  return {
    part: useCallback((name) => search[name] ?? '', [search]),
    sort: parseSort(search['sort']),
    onSort: useCallback((sort) => change({ sort: sortText(sort) }), [change]),
    change,
  };
}

/** `text` where it is one of the choices, else undefined: an address that somebody typed asks the server nothing that it does not know. */
export function oneOf<const T extends string>(text: string, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === text);
}
