/** Every version of every package that the lab's archive can publish, older versions of a package before newer ones. */
import type { LabPackage } from '../package.ts';
import { app } from './app.ts';
import { phases } from './phases.ts';
import { plain } from './plain.ts';
import { troubled } from './troubled.ts';
import { web } from './web.ts';

export const catalogue: readonly LabPackage[] = [...app, ...web, ...plain, ...troubled, ...phases];

/** The version that `NAME=VERSION` means, and the ones before it, newest first. Throws for one that does not exist. */
export function findRelease(wanted: string): { readonly release: LabPackage; readonly earlier: readonly LabPackage[] } {
  const release = catalogue.find((one) => `${one.name}=${one.version}` === wanted);
  if (release === undefined)
    throw new Error(`the lab has no package ${wanted}; it has ${catalogue.map((one) => `${one.name}=${one.version}`).join(', ')}`);
  const before = catalogue.slice(0, catalogue.indexOf(release)).filter((one) => one.name === release.name);
  return { release, earlier: before.toReversed() };
}
