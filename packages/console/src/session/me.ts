import type { CallOutput } from '@fettle/protocol/client';
import type { Permission } from '@fettle/protocol/permissions';
import { queryOptions } from '@tanstack/react-query';
import { useRouteContext } from '@tanstack/react-router';
import { api, rememberToken } from '../api.ts';

export type Me = CallOutput<'me'>;

/** Who is signed in. Kept for the whole visit; signing in and out replaces it. */
export const meQuery = queryOptions({
  queryKey: ['me', {}] as const,
  queryFn: async () => keepMe(await api('me', {})),
  staleTime: Infinity,
  retry: false,
});

/** Takes over the answer of signing in: later writing calls carry its token. */
export function keepMe(me: Me): Me {
  rememberToken(me.csrf);
  return me;
}

/** The person behind every page within the frame. */
export function useMe(): Me {
  return useRouteContext({ from: '/frame', select: (context) => context.me });
}

/** Null where the person may do it; else the sentence that a blocked button shows. */
export function mayNot(me: Me, permission: Permission, doing: string): string | null {
  if (me.permissions.includes(permission)) return null;
  return `You may not ${doing}. It needs the permission ${permission}; an administrator can give it.`;
}
