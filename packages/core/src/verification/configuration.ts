/**
 * Configuration before a change and after it: what differs is named by path. Contents never leave the device, and neither do digests of single files: what stands in
 * `before` and `after` is keyed with the device's own key, so that nobody can guess a secret by trying texts.
 */

/** One file as the device noted it. `mark` tells two states of it apart and says nothing else. */
export type MarkedFile = { readonly path: string; readonly mark: string };

/** What was looked at in one go. `notLookedAt`: files beyond the bounds of number or size, or that could not be read. */
export type ConfigurationLook = { readonly digest: string; readonly files: readonly MarkedFile[]; readonly notLookedAt: number };

export const configurationKinds = ['changed', 'new', 'gone'] as const;
export type ConfigurationDifference = {
  readonly path: string;
  readonly how: (typeof configurationKinds)[number];
  /** Whose configuration file it is, as the package manager says; null: of no package of this change. */
  readonly package: string | null;
};

/** A configuration file of a package of this change as it stands at the end. `edited`: it is not what the package brought, and was kept. */
export type PackageFileStanding = { readonly path: string; readonly package: string; readonly standing: 'as-shipped' | 'edited' | 'gone' };

export type ConfigurationReport = {
  /** Keyed digests of the whole; null: it could not be looked at again. */
  readonly before: string;
  readonly after: string | null;
  readonly files: number;
  readonly notLookedAt: number;
  readonly differs: readonly ConfigurationDifference[];
  /** Further ones that are not listed. */
  readonly more: number;
  /** Configuration files of its packages that somebody edited on the device, and that were kept as they are; null: the package manager does not say. */
  readonly kept: readonly { readonly path: string; readonly package: string }[] | null;
};

export const mostDifferences = 200;

/** What differs, by path. What was looked at only once, because a bound was reached, is not called new or gone. */
export function compareConfiguration(
  before: ConfigurationLook,
  after: ConfigurationLook | null,
  ofPackages: readonly PackageFileStanding[] | null,
): ConfigurationReport {
  const owner = new Map((ofPackages ?? []).map((one) => [one.path, one.package]));
  const differs = after === null ? [] : differencesOf(before, after).map((one) => ({ ...one, package: owner.get(one.path) ?? null }));
  const kept = ofPackages?.filter(({ standing }) => standing === 'edited').map(({ path, package: of }) => ({ path, package: of })) ?? null;
  return {
    before: before.digest,
    after: after?.digest ?? null,
    files: (after ?? before).files.length,
    notLookedAt: Math.max(before.notLookedAt, after?.notLookedAt ?? 0),
    differs: differs.slice(0, mostDifferences),
    more: Math.max(0, differs.length - mostDifferences),
    kept: kept?.slice(0, mostDifferences) ?? null,
  };
}

function differencesOf(before: ConfigurationLook, after: ConfigurationLook): Omit<ConfigurationDifference, 'package'>[] {
  const was = new Map(before.files.map(({ path, mark }) => [path, mark]));
  const is = new Map(after.files.map(({ path, mark }) => [path, mark]));
  const found = [
    ...after.files.flatMap(({ path, mark }): Omit<ConfigurationDifference, 'package'>[] => {
      const old = was.get(path);
      if (old === undefined) return [{ path, how: 'new' }];
      return old === mark ? [] : [{ path, how: 'changed' }];
    }),
    ...before.files.flatMap(({ path }): Omit<ConfigurationDifference, 'package'>[] => (is.has(path) ? [] : [{ path, how: 'gone' }])),
  ];
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** As `/etc/app.conf is another one than before`. */
export function differenceInWords({ path, how, package: of }: ConfigurationDifference): string {
  const whose = of === null ? '' : ` (of ${of})`;
  return `${path}${whose} ${{ changed: 'is another one than before', new: 'is new', gone: 'is gone' }[how]}`;
}
