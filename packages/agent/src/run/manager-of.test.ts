import type { ManagerId } from '@fettle/core/inventory';
import { managers } from '@fettle/managers/list';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../journal/entry.ts';
import { managerOf } from './manager-of.ts';

const apt = managers.filter(({ id }) => id === 'apt');
// Only its body is looked at.
const entry = (body: object) => ({ instruction: { body } }) as unknown as JournalEntry;
const wanted = (...ids: readonly ManagerId[]) => ids.map((manager) => ({ manager, name: 'a', architecture: 'all', version: '1' }));

describe('by whom an instruction is carried out', () => {
  it('is the manager that its changes name', () => {
    expect(managerOf(entry({ verb: 'simulate', wanted: wanted('apt', 'apt') }), apt)).toEqual({ ok: true, value: apt[0] });
    expect(managerOf(entry({ verb: 'install', share: { changes: wanted('apt') } }), apt)).toEqual({ ok: true, value: apt[0] });
  });

  it.each([
    ['the device has none at all', wanted('apt'), [], 'agent.no-manager', /has no package manager/],
    ['the device has another one', wanted('dnf'), apt, 'agent.no-manager', /has no dnf/],
    ['changes are of two', wanted('apt', 'dnf'), apt, 'agent.several-managers', /\(apt, dnf\)/],
  ] as const)('is nobody where %s', (_what, items, present, code, cause) => {
    const chosen = managerOf(entry({ verb: 'simulate', wanted: items }), present);
    expect(chosen).toMatchObject({ ok: false, trouble: { code, cause: expect.stringMatching(cause) as unknown } });
  });
});
