import type { CallInput, CallOutput } from '@fettle/protocol/client';
import type { RouteName } from '@fettle/protocol/routes';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api.ts';

/** A writing call. When it went well everything that is on the screen is read again, since one change shows in many places. */
export function useSaving<N extends RouteName>(name: N, onDone?: (answer: CallOutput<N>) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: CallInput<N>) => api(name, input),
    onSuccess: async (answer) => {
      await queries.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'me' });
      onDone?.(answer);
    },
  });
}
