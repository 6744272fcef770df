/** What an interrupted or failed run of dnf left: packages whose scripts failed, and old versions beside new ones. */
import type { InstalledPackage, Trouble } from '@fettle/core/inventory';
import { listOf, packageWord } from './shape.ts';
import type { Fields, PackageWord } from './shape.ts';
import { nevra } from './names.ts';
import { troubleOf } from './translate.ts';

/** A package with the line by which its script failed. */
export type Unsettled = PackageWord & { readonly line: string };
export type DeviceState = {
  readonly unsettled: readonly Unsettled[];
  /** False: dnf's history can not be read, so `unsettled` says nothing. */
  readonly historyRead: boolean;
  /** The older ones of packages that can be there once only. */
  readonly duplicates: readonly PackageWord[];
};

/** Reads the answer's part; null where it has not that shape. */
export function stateOf(fields: Fields): DeviceState | null {
  const historyRead = fields['unsettled'] !== null;
  const unsettled = listOf(historyRead ? fields['unsettled'] : [], (item) => {
    const word = packageWord(item);
    return word === null || typeof item['line'] !== 'string' ? null : { ...word, line: item['line'] };
  });
  const duplicates = listOf(fields['duplicates'], packageWord);
  return unsettled === null || duplicates === null ? null : { unsettled, historyRead, duplicates };
}

/** One trouble for each kind that is there. */
export function troublesOf({ unsettled, historyRead, duplicates }: DeviceState): readonly Trouble[] {
  return [
    ...(historyRead ? [] : [troubleOf('dnf.history-unread', {})]),
    ...(unsettled.length === 0 ? [] : [scriptTrouble(unsettled)]),
    ...(duplicates.length === 0 ? [] : [troubleOf('dnf.interrupted', { packages: duplicates.map(nevra).join(', ') })]),
  ];
}

/** Names the packages and keeps the words of rpm. */
export function scriptTrouble(unsettled: readonly Unsettled[]): Trouble {
  return troubleOf('dnf.scriptlet-failed', { package: unsettled.map(nevra).join(', ') }, unsettled.map((one) => one.line).join('\n'));
}

/** The same inventory with what is known of conditions and pins. rpm itself counts a package whose script failed as installed. */
export function withConditions(
  packages: readonly InstalledPackage[],
  { unsettled, duplicates }: DeviceState,
  pins: readonly PackageWord[],
): readonly InstalledPackage[] {
  const failed = new Set(unsettled.map(nevra));
  const left = new Set(duplicates.map(nevra));
  const pinned = new Set(pins.map(nevra));
  return packages.map((one) => {
    const key = nevra(one);
    const condition = failed.has(key) ? 'half-configured' : left.has(key) ? 'half-installed' : one.condition;
    return { ...one, condition, pinned: pinned.has(key) };
  });
}
