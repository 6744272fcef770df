import type { CallInput, CallOutput } from '@fettle/protocol/client';
import type { RouteName } from '@fettle/protocol/routes';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';

/** What is not read again: who one is does not change by it, and what a form showed before it recorded just that can not be had a second time. */
const kept: ReadonlySet<unknown> = new Set<RouteName>(['me', 'previewDesk']);

/** A writing call. When it went well everything that is on the screen is read again, since one change shows in many places. */
export function useSaving<N extends RouteName>(name: N, onDone?: (answer: CallOutput<N>) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: CallInput<N>) => api(name, input),
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ predicate: ({ queryKey: [reading] }) => !kept.has(reading) });
      onDone?.(answer);
    },
  });
}
