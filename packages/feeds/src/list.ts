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

/** The narrower stand before the wider: where several take a path, the first of them is meant (OSV's records may have any name). */
export const feeds: readonly Feed[] = [kev, epss, nvd, vulnrichment, endoflife, redHatCsaf, msrcCvrf, alpineSecdb, debianTracker, osv];

/** The feed of this id; null: there is none. */
export function feedOf(id: string): Feed | null {
  return feeds.find((feed) => feed.id === id) ?? null;
}

/** The feed whose content a file at this path is; null: none takes it. */
export function feedOfPath(path: string): Feed | null {
  return feeds.find((feed) => feed.accepts(path)) ?? null;
}
