/** `apt list`, with `--upgradable`, `--installed` or without (apt(8)): `name/pockets version architecture [state]`. */
import type { UpdateClass } from '@fettle/core/inventory';
import { classOf } from '../offers.ts';
import { isTalk, isVersionText, linesOf } from './lines.ts';
import type { ListedPackage, Parsed } from './types.ts';

export type AptListed = ListedPackage & {
  /** The version that is installed; null: none is, or it is not told which. */
  readonly from: string | null;
  /** The version that is offered; null: none newer than what is installed. */
  readonly to: string | null;
  /** Archives that have this version, as written: `oldstable-security`, `now`. */
  readonly pockets: readonly string[];
  readonly class: UpdateClass;
  readonly installed: boolean;
};

const form =
  /^(?<name>[a-z0-9][a-z0-9+.-]+)\/(?<pockets>\S+) (?<version>\S+) (?<architecture>[a-z0-9][a-z0-9-]*)(?: \[(?<state>[^\]]*)\])?$/i;

/** Reads the rows. `version` is the one that the row is about: of an offer the offered one. */
export function parseAptList(text: string): Parsed<AptListed> {
  const rows: AptListed[] = [];
  const unread: string[] = [];
  for (const line of linesOf(text)) {
    if (isTalk(line)) continue;
    const row = rowOf(line);
    if (row === null) unread.push(line);
    else rows.push(row);
  }
  return { rows, unread };
}

function rowOf(line: string): AptListed | null {
  const groups = form.exec(line)?.groups;
  const version = groups?.['version'] ?? '';
  const state = stateOf(groups?.['state'] ?? null, version);
  if (groups === undefined || state === null || !isVersionText(version)) return null;
  const pockets = (groups['pockets'] ?? '').split(',');
  const isSecurity = pockets.some((archive) => classOf({ label: '', archive, codename: '' }) === 'security');
  return {
    name: groups['name'] ?? '',
    version,
    architecture: groups['architecture'] ?? '',
    ...state,
    pockets: pockets.filter((pocket) => pocket !== 'now'),
    class: isSecurity ? 'security' : 'normal',
  };
}

/** What stands in brackets; null: it is not known what it means. */
function stateOf(state: string | null, version: string): Pick<AptListed, 'from' | 'to' | 'installed'> | null {
  if (state === null || state === 'residual-config') return { from: null, to: version, installed: false };
  const upgradable = /^upgradable from: (\S+)$/.exec(state)?.[1];
  if (upgradable !== undefined) return { from: upgradable, to: version, installed: true };
  const words = /^installed((?:,(?:automatic|auto-removable|local|residual-config))*)(?:,upgradable to: (\S+))?$/.exec(state);
  return words === null ? null : { from: version, to: words[2] ?? null, installed: true };
}
