import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { parseSearch, type SearchTexts } from '../shell/address.ts';

/** The search part of the address as plain texts. */
export function useSearchTexts(): SearchTexts {
  const text = useRouterState({ select: (state) => state.location.searchStr });
  return useMemo(() => parseSearch(text), [text]);
}

/** The client that the address narrows its page to; undefined for all clients. */
export function useClientInView(): string | undefined {
  return useSearchTexts()['client'];
}

/** Writes changed parts into the address (an empty text removes one) without a new step in the history. */
export function useChangeSearch(): (changed: Readonly<Record<string, string>>) => void {
  const navigate = useNavigate();
  return useCallback(
    (changed) => {
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...changed }),
        replace: true,
        resetScroll: false,
      } as never);
    },
    [navigate],
  );
}
