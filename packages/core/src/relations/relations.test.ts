import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRelations, readRelations, writeRelations } from './index.ts';
import type { KnownRelations } from './index.ts';

const names = ['web-1', 'web-2', 'db-1', 'db-2', 'hv-1', 'hv-2', '-odd, "name"'];
const devices = names.map((name, index) => ({ id: `id${index}`, name }));
const idOf = (name: string): string => devices.find((one) => one.name === name)?.id ?? '';
const none: KnownRelations = { devices, dependencies: [], clusters: [] };

function plan(lines: string, known: KnownRelations = none) {
  const { rows, problems } = readRelations(`Device,relation,other,most,do\n${lines}`);
  const planned = planRelations(rows, known);
  return { ...planned, problems: [...problems, ...planned.problems] };
}

describe('a file', () => {
  test('says hosts, dependencies and clusters, and each change in words', () => {
    const { changes, problems, hosts, needs, clusters } = plan(
      'WEB-1,runs on,hv-1,,\nweb-1,depends on,db-1,,\n\ndb-1,member of,Databases,1,\ndb-2,Member of,databases,,\n',
    );
    expect(problems).toEqual([]);
    expect(changes).toEqual([
      { line: 2, sentence: 'web-1 runs on hv-1.' },
      { line: 3, sentence: 'web-1 depends on db-1.' },
      { line: 5, sentence: 'db-1 is a member of Databases, of which 1 at once.' },
      { line: 6, sentence: 'db-2 is a member of Databases, of which 1 at once.' },
    ]);
    expect(hosts).toEqual([{ deviceId: idOf('web-1'), hostId: idOf('hv-1') }]);
    expect(needs).toEqual([{ deviceId: idOf('web-1'), dependsOn: [idOf('db-1')] }]);
    expect(clusters).toEqual([{ id: null, version: null, name: 'Databases', most: 1, deviceIds: [idOf('db-1'), idOf('db-2')] }]);
  });

  const known: KnownRelations = {
    devices,
    dependencies: [
      { deviceId: idOf('web-1'), dependsOn: idOf('hv-1'), kind: 'host' },
      { deviceId: idOf('web-2'), dependsOn: idOf('db-1'), kind: 'needs' },
    ],
    clusters: [{ id: 'c1', name: 'Web', most: 1, version: 3, deviceIds: [idOf('web-1'), idOf('web-2')] }],
  };

  test('takes away what it says, and moves a guest', () => {
    const { changes, problems, hosts, needs, clusters } = plan(
      'web-1,runs on,hv-2,,\nweb-2,depends on,db-1,,remove\nweb-1,member of,Web,,remove\nweb-2,member of,web,,remove\n',
      known,
    );
    expect(problems).toEqual([]);
    expect(changes[0]?.sentence).toBe('web-1 runs on hv-2, and not on hv-1 any more.');
    expect(hosts).toEqual([{ deviceId: idOf('web-1'), hostId: idOf('hv-2') }]);
    expect(needs).toEqual([{ deviceId: idOf('web-2'), dependsOn: [] }]);
    expect(clusters).toEqual([{ id: 'c1', version: 3, name: 'Web', most: 1, deviceIds: [] }]);
  });

  test.for([
    ['nobody,runs on,hv-1,,', 'There is no device “nobody”'],
    [',runs on,hv-1,,', 'It names no device.'],
    ['web-1,sits on,hv-1,,', '“sits on” is no relation'],
    ['web-1,runs on,,,', 'which device'],
    ['web-1,depends on,web-1,,', 'A device can not depend on itself.'],
    ['web-1,runs on,hv-1,2,', 'Only a cluster has a number'],
    ['web-1,member of,Web,none,', '“none” is no number'],
    ['web-1,runs on,hv-1,,perhaps', 'neither add nor remove'],
    ['web-1,member of,Alone,,', 'would have one device'],
  ] as const)('%s is refused with its line', ([line, message]) => {
    expect(plan(line).problems).toEqual([{ line: 2, message: expect.stringContaining(message) }]);
  });

  test('two lines that are harmless alone are refused where they make a ring, or name two hosts', () => {
    expect(plan('web-1,depends on,db-1,,\ndb-1,runs on,web-1,,').problems.map(({ line }) => line)).toEqual([2, 3]);
    expect(plan('web-1,runs on,hv-1,,\nweb-1,runs on,hv-2,,').problems).toEqual([
      { line: 3, message: 'Line 2 says that it runs on hv-1.' },
    ]);
    expect(plan('web-1,member of,Web,2,\nweb-2,member of,Web,,').problems[0]?.message).toContain('limits nothing');
  });

  test('without its titles, or with others, it is refused as a whole', () => {
    expect(readRelations('web-1,runs on,hv-1').problems[0]?.message).toContain('lacks device, relation, other');
    expect(readRelations('device,relation,other,tier\n').problems[0]?.message).toContain('“tier” is no column');
  });

  test('of two devices of one name neither is meant', () => {
    const twins = { ...none, devices: [...devices, { id: 'id9', name: 'Web-1' }] };
    expect(plan('web-1,runs on,hv-1,,', twins).problems[0]?.message).toContain('2 devices are called');
    expect(plan('id9,runs on,hv-1,,', twins).problems).toEqual([]);
  });
});

test('what is written is read again, and changes nothing where it stands, and everything where nothing stands', () => {
  const device = fc.integer({ min: 0, max: 4 });
  const made = fc.record({
    hosts: fc.uniqueArray(device, { maxLength: 4 }),
    needs: fc.uniqueArray(fc.tuple(device, device), { maxLength: 8, selector: String }),
    cluster: fc.uniqueArray(device, { minLength: 2, maxLength: 5 }),
  });
  fc.assert(
    fc.property(made, ({ hosts, needs, cluster }) => {
      const id = (n: number): string => devices[n]?.id ?? '';
      const known: KnownRelations = {
        devices,
        dependencies: [
          ...hosts.map((n) => ({ deviceId: id(n), dependsOn: idOf('-odd, "name"'), kind: 'host' as const })),
          ...needs.flatMap(([a, b]) => (a < b ? [{ deviceId: id(a), dependsOn: id(b), kind: 'needs' as const }] : [])),
        ],
        clusters: [{ id: 'c1', name: 'A, "b"', most: 1, version: 1, deviceIds: cluster.map(id) }],
      };
      const { rows, problems } = readRelations(writeRelations(known));
      expect(problems).toEqual([]);
      expect(planRelations(rows, known)).toEqual({ changes: [], problems: [], hosts: [], needs: [], clusters: [] });
      const anew = planRelations(rows, none);
      expect(anew.problems).toEqual([]);
      expect(anew.changes).toHaveLength(known.dependencies.length + cluster.length);
    }),
    { numRuns: 200 },
  );
});
