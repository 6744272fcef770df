/** After a device went back: what is not as it was before the change, named. That nothing is named means that nothing was found, as far as was looked. */
import type { Change, CheckAnswer } from '../deployment/index.ts';
import { differenceInWords } from './configuration.ts';
import type { ConfigurationReport } from './configuration.ts';

export type WentBack = {
  readonly changes: readonly Change[];
  /** What the look at the end saw of these packages; null: the package manager could not be asked. */
  readonly packages: readonly { readonly name: string; readonly architecture: string; readonly version: string }[] | null;
  readonly checksBefore: readonly CheckAnswer[];
  readonly checksRolledBack: readonly CheckAnswer[] | null;
  /** Not there: the agent does not look at configuration, or could not. */
  readonly configuration: ConfigurationReport | undefined;
};

export type OtherThanBefore = {
  /** Sentences about packages, checks and configuration. */
  readonly differs: readonly string[];
  /** What could not be compared. */
  readonly notKnown: readonly string[];
};

/** Compares with before the change: packages of the change, its checks, configuration. */
export function otherThanBefore({ changes, packages, checksBefore, checksRolledBack, configuration }: WentBack): OtherThanBefore {
  const before = new Map(checksBefore.map(({ name, answer }) => [name, answer]));
  const worse = (checksRolledBack ?? []).filter(({ name, answer }) => answer === 'failed' && before.get(name) === 'passed');
  const unmeasured = (checksRolledBack ?? []).filter(({ name, answer }) => answer === 'could-not-measure' && before.get(name) !== answer);
  return {
    differs: [
      ...(packages === null ? [] : changes.flatMap((change) => packageDiffers(change, packages))),
      ...worse.map(({ name }) => `The check “${name}” passed before and fails now.`),
      ...(configuration?.differs ?? []).map((one) => `${differenceInWords(one)}.`),
      ...(configuration === undefined || configuration.more === 0 ? [] : [`${configuration.more} more configuration files differ.`]),
    ],
    notKnown: [
      ...(packages === null ? ['The package manager could not be asked how the packages stand.'] : []),
      ...(checksRolledBack === null && checksBefore.length > 0 ? ['The checks were not run again.'] : []),
      ...unmeasured.map(({ name }) => `The check “${name}” could not be measured.`),
      ...(configuration === undefined || configuration.after === null ? ['Configuration was not compared.'] : []),
      ...(configuration === undefined || configuration.notLookedAt === 0
        ? []
        : [`${configuration.notLookedAt} configuration files were too large, too many or not readable, and were not compared.`]),
    ],
  };
}

function packageDiffers({ name, architecture, from }: Change, packages: NonNullable<WentBack['packages']>): readonly string[] {
  const named = packages.filter((one) => one.name === name);
  const found = named.find((one) => one.architecture === architecture) ?? (named.length === 1 ? named[0] : undefined);
  if (from === null) return found === undefined ? [] : [`${name} ${found.version} came new and stays.`];
  if (found === undefined) return [`${name} ${from} was installed and is not.`];
  return found.version === from ? [] : [`${name} was at ${from} and is at ${found.version}.`];
}
