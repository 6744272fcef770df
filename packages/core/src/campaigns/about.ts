/** Whether an offer is one that a campaign brings. */
import type { ManagerId } from '../inventory/index.ts';
import { compareVersions, isVersion, schemeOf } from '../versions/index.ts';
import type { CampaignAbout } from './types.ts';

export type OfferedUpdate = {
  readonly manager: ManagerId;
  readonly name: string;
  readonly sourceName: string;
  readonly version: string;
  readonly urgency: 'urgent' | 'normal';
  /** Ids of what it ends on the device. */
  readonly ended: readonly string[];
};

/** A version that can not be compared is not taken for a later one. */
export function isAbout(about: CampaignAbout, offer: OfferedUpdate): boolean {
  switch (about.kind) {
    case 'advisory':
      return offer.ended.some((id) => about.ids.includes(id));
    case 'urgent':
      return offer.urgency === 'urgent';
    case 'package': {
      if (offer.manager !== about.manager || (offer.name !== about.name && offer.sourceName !== about.name)) return false;
      const order = compareVersions(schemeOf(offer.manager), offer.version, about.fixed);
      return order === 0 || order === 1;
    }
  }
}

/** What is wrong with what somebody wants a campaign to be about; null: nothing. */
export function aboutProblem(about: CampaignAbout): string | null {
  if (about.kind !== 'package' || isVersion(schemeOf(about.manager), about.fixed)) return null;
  return `“${about.fixed}” is no version as ${about.manager} writes them.`;
}
