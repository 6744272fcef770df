/** Every feed that Fettle reads. A new one is a folder and a line here. */
import { alpineSecdb } from './alpine-secdb/index.ts';
import { debianTracker } from './debian-tracker/index.ts';
import { endoflife } from './endoflife/index.ts';
import { epss } from './epss/index.ts';
import { kev } from './kev/index.ts';
import { msrcCvrf } from './msrc-cvrf/index.ts';
import { nvd } from './nvd/index.ts';
import { osv } from './osv/index.ts';
import { redHatCsaf } from './red-hat-csaf/index.ts';
import type { Feed } from './types.ts';
import { vulnrichment } from './vulnrichment/index.ts';

export const feeds: readonly Feed[] = [osv, debianTracker, alpineSecdb, redHatCsaf, msrcCvrf, kev, epss, vulnrichment, nvd, endoflife];

/** The feed of this id; null: there is none. */
export function feedOf(id: string): Feed | null {
  return feeds.find((feed) => feed.id === id) ?? null;
}
