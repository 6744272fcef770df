import { queryOptions, useQuery } from '@tanstack/react-query';
import { loadKey, whyNoKey } from './browser-key.ts';
import type { BrowserKey } from './sign-approval.ts';

export type KeyHere = { readonly key: BrowserKey | null; readonly whyNot: string | null };

/** This browser's key of a person, and why there can be none. */
export function keyHereQuery(personId: string) {
  return queryOptions({
    queryKey: ['browser-key', personId] as const,
    queryFn: async (): Promise<KeyHere> => {
      const whyNot = await whyNoKey();
      return whyNot === null ? { key: await loadKey(personId), whyNot: null } : { key: null, whyNot };
    },
    staleTime: Infinity,
    retry: false,
  });
}

export function useBrowserKey(personId: string | null) {
  return useQuery({ ...keyHereQuery(personId ?? ''), enabled: personId !== null });
}
