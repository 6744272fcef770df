/** How an offer ended that a device has no more. */
import type { ManagerId } from '../inventory/index.ts';
import { compareVersions, schemeOf } from '../versions/index.ts';
import type { OfferEnd } from './types.ts';

/**
 * `installed`: the versions of this package that the device has afterwards. Where several stand side by side, as kernels do, one that is new enough counts. A version whose
 * order is not known counts only where it is the one that was offered: nothing is met because nobody can say.
 */
export function offerEnd(manager: ManagerId, offered: string, installed: readonly string[]): Exclude<OfferEnd, 'retired'> {
  if (installed.length === 0) return 'removed';
  const isIn = (version: string): boolean => {
    const order = compareVersions(schemeOf(manager), version, offered);
    return version === offered || order === 0 || order === 1;
  };
  return installed.some(isIn) ? 'installed' : 'withdrawn';
}
