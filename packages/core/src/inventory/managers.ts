/**
 * The package managers that Fettle speaks, each once: whatever goes by manager (ids, schemas, the order of versions, names for people) derives from here.
 * What a manager does is its folder in `packages/managers`.
 */
export const managerTable = {
  apt: { displayName: 'apt', scheme: 'deb', securityBy: 'pocket' },
  dnf: { displayName: 'dnf', scheme: 'rpm', securityBy: 'advisory' },
} as const satisfies Record<string, ManagerFacts>;

type ManagerFacts = {
  readonly displayName: string;
  /** The id of the version scheme that it orders by. */
  readonly scheme: string;
  /**
   * What tells updates for security from others, and names CVE ids: a pocket of the archive and the changelog of the package, or the advisories of the repository.
   */
  readonly securityBy: 'pocket' | 'advisory';
};

export type ManagerId = keyof typeof managerTable;

/** All ids, in the order in which managers are asked and shown. */
// The keys of an object of ours are what its type says.
export const managerIds = Object.keys(managerTable) as readonly ManagerId[];

/** True when the text is the id of a package manager that Fettle speaks. */
export function isManagerId(text: string): text is ManagerId {
  return Object.hasOwn(managerTable, text);
}
