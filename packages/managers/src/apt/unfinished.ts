/** Packages that were left unfinished, as a trouble. */
import type { Trouble } from '@fettle/core/inventory';
import type { DpkgPackage } from './installed.ts';
import { troubleOf } from './translate.ts';

export function unfinishedTrouble(packages: readonly DpkgPackage[], excerpt = ''): Trouble {
  return troubleOf('apt.half-configured', { packages: packages.map((one) => `${one.name} (${one.condition})`).join(', ') }, excerpt);
}
