import { describe, expect, it } from 'vitest';
import { checkTree } from './imports/check.ts';
import { parseFile } from './imports/parse.ts';
import { readTree } from './imports/read-tree.ts';
import { packageRules, worldGlobals } from './imports/rules.ts';
import type { Tree, Violation } from './imports/types.ts';
import { root } from './setup/checkout.mjs';

const real = readTree(root);

/** The real manifests with a few files of our own: enough of a checkout for one rule. */
function check(files: Record<string, string>): Violation[] {
  const parsed = Object.entries(files).map(([path, text]) => [path, parseFile(path, text)] as const);
  const tree: Tree = { manifests: real.manifests, files: new Map(parsed) };
  return checkTree(tree);
}

function brokenRules(files: Record<string, string>): string[] {
  return check(files).map(({ rule }) => rule);
}

const server = 'packages/server/src';

/** One forbidden import for each rule: a fence that has fallen over is noticed here. */
const forbidden: ReadonlyArray<{ rule: string; because: string; path: string; text: string; beside?: Record<string, string> }> = [
  {
    rule: 'package',
    because: 'core imports the server',
    path: 'packages/core/src/x.ts',
    text: "import { y } from '@fettle/server/clients';",
  },
  { rule: 'package', because: 'proof imports core', path: 'packages/proof/src/x.ts', text: "import { y } from '@fettle/core/inventory';" },
  { rule: 'package', because: 'protocol imports proof', path: 'packages/protocol/src/x.ts', text: "export * from '@fettle/proof/hash';" },
  { rule: 'package', because: 'managers imports protocol', path: 'packages/managers/src/x.ts', text: "import '@fettle/protocol/agent';" },
  {
    rule: 'package',
    because: 'agent imports the server',
    path: 'packages/agent/src/x.ts',
    text: "const y = await import('@fettle/server/clients');",
  },
  { rule: 'package', because: 'server imports managers', path: `${server}/x.ts`, text: "import type { Y } from '@fettle/managers/types';" },
  {
    rule: 'package',
    because: 'cli imports the server',
    path: 'packages/cli/src/x.ts',
    text: "type Y = import('@fettle/server/clients').Y;",
  },
  { rule: 'package', because: 'console imports managers', path: 'packages/console/src/x.tsx', text: "import '@fettle/managers/list';" },
  ...Object.keys(packageRules)
    .filter((name) => name !== 'lab')
    .map((name) => ({
      rule: 'package',
      because: `${name} imports lab`,
      path: `packages/${name}/src/x.ts`,
      text: "import '@fettle/lab/main';",
    })),
  {
    rule: 'entry',
    because: 'console imports what signs',
    path: 'packages/console/src/x.ts',
    text: "import { sign } from '@fettle/proof/keys';",
  },
  {
    rule: 'missing',
    because: 'a deep path is not offered',
    path: 'packages/agent/src/x.ts',
    text: "import '@fettle/core/deployment/apply';",
  },
  { rule: 'missing', because: 'a neighbour does not exist', path: 'packages/agent/src/x.ts', text: "import './gone.ts';" },
  {
    rule: 'outside',
    because: 'a path leaves the package',
    path: 'packages/agent/src/x.ts',
    text: "import '../../core/src/inventory/index.ts';",
  },
  { rule: 'node', because: 'core reads files', path: 'packages/core/src/x.ts', text: "import { readFileSync } from 'node:fs';" },
  {
    rule: 'node',
    because: 'core reads files, without the prefix',
    path: 'packages/core/src/x.ts',
    text: "import { readFileSync } from 'fs';",
  },
  { rule: 'node', because: 'proof opens sockets', path: 'packages/proof/src/x.ts', text: "import 'node:net';" },
  { rule: 'node', because: 'console needs Node', path: 'packages/console/src/x.ts', text: "import 'node:crypto';" },
  { rule: 'external', because: 'core takes a package that is not pure', path: 'packages/core/src/x.ts', text: "import pg from 'pg';" },
  { rule: 'external', because: 'proof takes any package', path: 'packages/proof/src/x.ts', text: "import { z } from 'zod';" },
  { rule: 'undeclared', because: 'the manifest does not list it', path: 'packages/agent/src/x.ts', text: "import pg from 'pg';" },
  { rule: 'undeclared', because: 'a development tool is used at run time', path: `${server}/x.ts`, text: "import fc from 'fast-check';" },
  { rule: 'unreadable', because: 'the name is computed', path: 'packages/agent/src/x.ts', text: 'await import(`./${name}.ts`);' },
  { rule: 'unknown package', because: 'a package has no line in the table', path: 'packages/new/src/x.ts', text: '' },
  {
    rule: 'platform',
    because: 'platform knows a feature',
    path: `${server}/platform/x.ts`,
    text: "import '../clients/index.ts';",
    beside: { [`${server}/clients/index.ts`]: '' },
  },
  {
    rule: 'door',
    because: 'a feature goes past the door of another',
    path: `${server}/devices/x.ts`,
    text: "import '../clients/store.ts';",
    beside: { [`${server}/clients/store.ts`]: '' },
  },
  {
    rule: 'above',
    because: 'a feature imports the app',
    path: `${server}/devices/x.ts`,
    text: "import '../app.ts';",
    beside: { [`${server}/app.ts`]: '' },
  },
  {
    rule: 'file cycle',
    because: 'two files of a feature need each other',
    path: `${server}/devices/a.ts`,
    text: "import './b.ts';",
    beside: { [`${server}/devices/b.ts`]: "export * from './a.ts';" },
  },
  {
    rule: 'package cycle',
    because: 'two packages need each other',
    path: 'packages/core/src/inventory/index.ts',
    text: "import type { Y } from '@fettle/protocol/agent';",
    beside: { 'packages/protocol/src/agent.ts': "import type { Z } from '@fettle/core/inventory';" },
  },
  {
    rule: 'feature cycle',
    because: 'two features need each other',
    path: `${server}/devices/x.ts`,
    text: "import '../clients/index.ts';",
    beside: {
      [`${server}/clients/index.ts`]: '',
      [`${server}/clients/y.ts`]: "import '../devices/index.ts';",
      [`${server}/devices/index.ts`]: '',
    },
  },
  {
    rule: 'table',
    because: 'a feature writes the table of another',
    path: `${server}/today/x.ts`,
    text: 'const x = sql`delete from fettle.policy where true`;',
    beside: { [`${server}/policies/store.ts`]: "tx.insertInto('policy').values(x)" },
  },
];

describe('who imports whom', () => {
  it('reads the real tree, every package of it', () => {
    expect(real.files.size).toBeGreaterThan(100);
    const imports = [...real.files.values()].reduce((sum, file) => sum + file.imports.length, 0);
    expect(imports).toBeGreaterThan(real.files.size);
    const packages = new Set([...real.files.keys()].map((path) => path.split('/')[1] ?? ''));
    expect([...packages].sort()).toEqual(Object.keys(packageRules).sort());
  });

  it('finds nothing forbidden in the real tree', () => {
    expect(checkTree(real).map(({ path, line, message }) => `${path}:${line}: ${message}`)).toEqual([]);
  });

  it.each(forbidden)('reports [$rule] when $because', ({ rule, path, text, beside }) => {
    expect(brokenRules({ ...beside, [path]: text })).toContain(rule);
  });

  it('has a forbidden import for every rule that can be broken', () => {
    expect([...new Set(forbidden.map(({ rule }) => rule))].sort()).toEqual(
      [
        'above',
        'door',
        'entry',
        'external',
        'feature cycle',
        'file cycle',
        'missing',
        'node',
        'outside',
        'package',
        'package cycle',
        'platform',
        'table',
        'undeclared',
        'unknown package',
        'unreadable',
      ].sort(),
    );
  });

  it.each([
    [
      'types alone make no ring of files',
      { [`${server}/devices/a.ts`]: "import type { B } from './b.ts';", [`${server}/devices/b.ts`]: "import './a.ts';" },
    ],
    [
      'a feature enters another by its door',
      { [`${server}/devices/a.ts`]: "import '../clients/index.ts';", [`${server}/clients/index.ts`]: '' },
    ],
    ['a feature uses the platform', { [`${server}/devices/a.ts`]: "import '../platform/clock.ts';", [`${server}/platform/clock.ts`]: '' }],
    ['the app joins the features', { [`${server}/app.ts`]: "import './clients/index.ts';", [`${server}/clients/index.ts`]: '' }],
    ['a test of core reads its fixtures', { 'packages/core/src/x.test.ts': "import 'node:fs'; import { it } from 'vitest'; Date.now();" }],
    [
      'instructions number a device',
      {
        [`${server}/devices/store.ts`]: "tx.updateTable('device').set({ name })",
        [`${server}/instructions/store.ts`]: 'sql`update device d set instruction_sequence = 1`',
      },
    ],
    ['core uses its one calendar', { 'packages/core/src/x.ts': "import { RRuleTemporal } from 'rrule-temporal';" }],
  ])('lets pass: %s', (_why, files) => {
    expect(check(files)).toEqual([]);
  });
});

describe('a pure package', () => {
  const uses: ReadonlyArray<readonly [string, string]> = [
    ...[...worldGlobals].map((name) => [`f(${name})`, name] as const),
    ['new Date()', 'Date'],
    ['Temporal.Now.instant()', 'Temporal.Now'],
    ["Temporal['Now'].instant()", 'Temporal.Now'],
    ['const { Now } = Temporal', 'Temporal.Now'],
    ['Math.random()', 'Math.random'],
    ['const { random: r } = Math', 'Math.random'],
    ['const x = { fetch }', 'fetch'],
    ['const x = { y: (fetch as unknown)! }', 'fetch'],
    ['x[process.pid]', 'process'],
  ];

  it.each(uses)('may not say %s', (text, name) => {
    const [violation] = check({ 'packages/core/src/x.ts': text });
    expect(violation).toMatchObject({ rule: 'pure', line: 1 });
    expect(violation?.message).toContain(` ${name}.`);
  });

  it.each([
    'x.fetch()',
    'const x = { process: 1, Date: 2 }',
    'function f(at: Date): void {}',
    'type T = { crypto: string }',
    'Temporal.Instant.from(x)',
    'Math.max(1, 2)',
    "f('Date')",
    'const window = 1',
  ])('may say %s', (text) => {
    expect(check({ 'packages/core/src/x.ts': text })).toEqual([]);
  });
});

it('names file and line', () => {
  const [violation] = check({ 'packages/core/src/x.ts': "export const a = 1;\n\nimport 'node:fs';\n" });
  expect(violation).toMatchObject({ path: 'packages/core/src/x.ts', line: 3 });
});

it('does not take a file that it cannot parse for clean', () => {
  expect(() => parseFile('packages/core/src/x.ts', 'import { from')).toThrow('cannot be parsed');
});
