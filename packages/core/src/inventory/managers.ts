/**
 * The package managers that Fettle speaks, each once: whatever goes by manager (ids, schemas, the order of versions, names for people) derives from here.
 * What a manager does is its folder in `packages/managers`.
 */
export const managerTable = {
  apt: { displayName: 'apt', scheme: 'deb' },
  dnf: { displayName: 'dnf', scheme: 'rpm' },
} as const satisfies Record<string, { readonly displayName: string; readonly scheme: string }>;

export type ManagerId = keyof typeof managerTable;

/** All ids, in the order in which managers are asked and shown. */
// The keys of an object of ours are what its type says.
export const managerIds = Object.keys(managerTable) as readonly ManagerId[];

/** True when the text is the id of a package manager that Fettle speaks. */
export function isManagerId(text: string): text is ManagerId {
  return Object.hasOwn(managerTable, text);
}
