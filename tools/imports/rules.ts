/** Who may import whom, as data. docs/architecture.md shows the same table; tools/check-imports.ts enforces it. */

export type PackageRule = {
  /** Workspaces that it may import; itself always. */
  packages: readonly string[];
  /** Of some workspaces only these entries (what stands behind @fettle/NAME/). */
  entries?: Readonly<Record<string, readonly string[]>>;
  /** Node's own modules: any, or these only. */
  node: 'any' | readonly string[];
  /** Packages from npm: what its package.json declares, or, narrower, of that these only. */
  external: 'declared' | readonly string[];
  /** No clock, no chance, no world: the globals below are forbidden. */
  pure?: true;
};

const everyPackage = ['core', 'feeds', 'proof', 'protocol', 'managers', 'agent', 'server', 'cli', 'console', 'lab'];

export const packageRules: Readonly<Record<string, PackageRule>> = {
  core: {
    packages: [],
    node: [],
    external: ['rrule-temporal', 'semver', 'packageurl-js', 'ae-cvss-calculator', 'windows-iana'],
    pure: true,
  },
  proof: { packages: [], node: ['node:crypto'], external: [] },
  protocol: { packages: ['core'], node: [], external: ['zod'] },
  feeds: { packages: ['core'], node: 'any', external: 'declared' },
  managers: { packages: ['core'], node: 'any', external: 'declared' },
  agent: { packages: ['core', 'protocol', 'proof', 'managers'], node: 'any', external: 'declared' },
  cli: { packages: ['core', 'feeds', 'protocol', 'proof', 'managers'], node: 'any', external: 'declared' },
  server: { packages: ['core', 'feeds', 'protocol', 'proof'], node: 'any', external: 'declared' },
  console: {
    packages: ['core', 'protocol', 'proof'],
    entries: { proof: ['canonical', 'merkle', 'envelope-bytes', 'spec-hash-pure', 'fingerprint', 'documents'] },
    node: [],
    external: 'declared',
  },
  lab: { packages: everyPackage.filter((name) => name !== 'lab'), node: 'any', external: 'declared' },
};

/**
 * Tests, and what only tests use, may besides take anything from Node and the tools that the root package.json declares, and every entry of a
 * package that theirs may import: they hold the narrow form against the whole.
 */
export const isTestFile = (path: string): boolean => /\.test\.tsx?$/.test(path) || /\/testing\//.test(path);

/** In the server: the folder that knows no feature, and folders that are no feature. */
export const serverPlatform = 'platform';

/** Tables that besides their own feature these others write. `device`: the number of a device's last instruction stands on its row, which is locked with it. */
export const sharedTables: Readonly<Record<string, readonly string[]>> = { device: ['instructions'] };

/** What a pure package must not name: time, chance and the world are arguments. */
export const worldGlobals: ReadonlySet<string> = new Set([
  'Date',
  'performance',
  'process',
  'console',
  'crypto',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'navigator',
  'localStorage',
  'globalThis',
  'global',
  'require',
]);

/** The same for properties of globals that are otherwise welcome. */
export const worldProperties: Readonly<Record<string, string>> = { Temporal: 'Now', Math: 'random' };
