/** A change without any way back, accepted by a person: for which devices, which software, and until when. */
import { matchesPattern } from '../policy/pattern.ts';

/** Times are RFC 3339. `software`: names of packages, `*` stands for any text. Scopes as decisions have them. */
export type Acceptance = {
  readonly id: string;
  readonly scope: { readonly kind: 'client' } | { readonly kind: 'site' | 'devices'; readonly ids: readonly string[] };
  readonly software: string;
  readonly until: string;
  readonly revokedAt: string | null;
};

/** Whether every package that would change on a device is accepted there at `now`: by one acceptance or by several. Nothing that changes is nothing to accept. */
export function acceptsAll(
  acceptances: readonly Acceptance[],
  device: { readonly deviceId: string; readonly siteId: string },
  packages: readonly string[],
  now: string,
): boolean {
  const here = acceptances.filter((one) => stands(one, now) && reaches(one, device));
  return packages.every((name) => here.some(({ software }) => matchesPattern(software, name)));
}

function stands({ until, revokedAt }: Acceptance, now: string): boolean {
  return revokedAt === null && Temporal.Instant.compare(until, now) > 0;
}

function reaches({ scope }: Acceptance, { deviceId, siteId }: { readonly deviceId: string; readonly siteId: string }): boolean {
  if (scope.kind === 'client') return true;
  return scope.ids.includes(scope.kind === 'site' ? siteId : deviceId);
}
