import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffPackages, diffScan, packageKey, softwareKey } from './index.ts';
import type { InstalledPackage, ManagerScan, Scan } from './index.ts';

function pkg(name: string, version: string, more: Partial<InstalledPackage> = {}): InstalledPackage {
  return { name, version, architecture: 'amd64', sourceName: name, sourceVersion: version, condition: 'installed', pinned: false, ...more };
}

const lists = { refreshedAt: null, lastAttempt: null };
const trouble = { code: 'apt.unknown', cause: 'It broke.', retry: 'unknown', nextStep: 'Look.', excerpt: '' } as const;

function scan(...managers: readonly ManagerScan[]): Scan {
  return {
    at: '2026-01-01T00:00:00Z',
    system: {
      hostname: 'a',
      machineId: null,
      os: { id: 'debian', versionId: '12', prettyName: '' },
      kernel: '',
      architecture: 'amd64',
      virtualisation: null,
      cpus: 1,
      memoryBytes: 1,
      addresses: [],
      timeZone: null,
    },
    runtime: { bootId: 'b', restartPending: null, staleServices: null },
    managers,
  };
}

function asked(...installed: readonly InstalledPackage[]): ManagerScan {
  return { manager: 'apt', ok: true, installed, offers: [], changelogs: [], lists, problems: [] };
}

const unasked: ManagerScan = { manager: 'apt', ok: false, trouble, lists };

describe('what changed between two sets of packages', () => {
  const old = pkg('openssl', '3.0.16-1');
  const fresh = pkg('openssl', '3.0.17-1');

  test('one version for another is a change', () => {
    expect(diffPackages([old], [fresh])).toEqual({
      added: [],
      removed: [],
      changed: [{ name: 'openssl', architecture: 'amd64', from: old, to: fresh }],
      altered: [],
    });
  });

  test('a second version beside the first is an addition', () => {
    expect(diffPackages([old], [old, fresh])).toMatchObject({ added: [fresh], removed: [], changed: [] });
  });

  test('the oldest of three versions going, a new one coming, is a change; two going and one coming are not', () => {
    const [a, b, c] = [pkg('kernel', '1'), pkg('kernel', '2'), pkg('kernel', '3')];
    expect(diffPackages([a, b], [b, c])).toMatchObject({ added: [], removed: [], changed: [{ from: a, to: c }] });
    expect(diffPackages([a, b], [c])).toMatchObject({ added: [c], removed: [a, b], changed: [] });
  });

  test('architectures of one name are packages of their own', () => {
    const foreign = pkg('libc6', '2.36-9', { architecture: 'i386' });
    const native = pkg('libc6', '2.36-9');
    expect(diffPackages([native], [native, foreign])).toMatchObject({ added: [foreign], removed: [], changed: [] });
    expect(diffPackages([native, foreign], [native])).toMatchObject({ added: [], removed: [foreign] });
  });

  test('a pin, a condition and a source that change are told without a change of version', () => {
    for (const more of [{ pinned: true }, { condition: 'half-configured' }, { sourceName: 'other' }, { sourceVersion: '9' }] as const) {
      const to = pkg('openssl', '3.0.16-1', more);
      expect(diffPackages([old], [to])).toEqual({
        added: [],
        removed: [],
        changed: [],
        altered: [{ name: 'openssl', architecture: 'amd64', from: old, to }],
      });
    }
  });
});

const anyPackage = fc.record({
  name: fc.constantFrom('a', 'b', 'a","b', 'ä'),
  version: fc.constantFrom('1', '2', '3'),
  architecture: fc.constantFrom('amd64', 'i386'),
  sourceName: fc.constant('s'),
  sourceVersion: fc.constant('1'),
  condition: fc.constantFrom('installed', 'unpacked'),
  pinned: fc.boolean(),
});
const packages = fc.uniqueArray(anyPackage, { selector: (item) => softwareKey('apt', item), maxLength: 12 });

test('the difference applied to the old set gives the new set, and nothing is told of equal sets', () => {
  fc.assert(
    fc.property(packages, packages, (previous, next) => {
      const diff = diffPackages(previous, next);
      const gone = new Set([...diff.removed, ...diff.changed.map((c) => c.from), ...diff.altered.map((c) => c.from)]);
      const rebuilt = [
        ...previous.filter((item) => !gone.has(item)),
        ...diff.added,
        ...diff.changed.map((c) => c.to),
        ...diff.altered.map((c) => c.to),
      ];
      const sorted = (items: readonly InstalledPackage[]): readonly string[] =>
        items.map((item) => JSON.stringify(item, Object.keys(item).toSorted())).toSorted();
      expect(sorted(rebuilt)).toEqual(sorted(next));
      expect(diffPackages(next, next.toReversed())).toEqual({ added: [], removed: [], changed: [], altered: [] });
    }),
  );
});

test('the order in which packages are listed changes nothing', () => {
  fc.assert(
    fc.property(packages, packages, (a, b) => {
      expect(diffPackages(a.toReversed(), b.toReversed())).toEqual(diffPackages(a, b));
    }),
  );
});

describe('what changed between two scans', () => {
  test('two answers of a manager are compared', () => {
    expect(diffScan(scan(asked(pkg('a', '1'))), scan(asked(pkg('a', '2'))))).toMatchObject([
      { manager: 'apt', compared: true, changed: [{ name: 'a' }] },
    ]);
  });

  test.each([
    ['a first scan', null, scan(asked(pkg('a', '1'))), 'first-scan'],
    ['a manager that is new', scan(), scan(asked()), 'first-scan'],
    ['a manager that is gone', scan(asked(pkg('a', '1'))), scan(), 'gone'],
    ['a manager that can not be asked now', scan(asked(pkg('a', '1'))), scan(unasked), 'could-not-ask-now'],
    ['a manager that could not be asked before', scan(unasked), scan(asked(pkg('a', '1'))), 'could-not-ask-before'],
  ])('%s is not compared, and why is said', (_what, previous, next, because) => {
    expect(diffScan(previous, next)).toEqual([{ manager: 'apt', compared: false, because }]);
  });
});

test('keys differ whenever the packages do, whatever their names hold', () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.string(), fc.string()),
      fc.tuple(fc.string(), fc.string()),
      ([name, architecture], [otherName, otherArchitecture]) => {
        const same = name === otherName && architecture === otherArchitecture;
        expect(packageKey({ name, architecture }) === packageKey({ name: otherName, architecture: otherArchitecture })).toBe(same);
      },
    ),
  );
});
