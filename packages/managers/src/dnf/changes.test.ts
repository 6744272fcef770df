import type { Change } from '@fettle/core/deployment';
import type { InstalledPackage } from '@fettle/core/inventory';
import { describe, expect, it } from 'vitest';
import { difference, goesBack, stateOfChange } from './changes.ts';
import { refusalOf } from './plan.ts';
import type { PlannedChange } from './plan.ts';
import { stateOf, troublesOf, withConditions } from './state.ts';

const has = (version: string, more: Partial<InstalledPackage> = {}): InstalledPackage => ({
  name: 'lab',
  version,
  architecture: 'noarch',
  sourceName: 'lab',
  sourceVersion: version,
  condition: 'installed',
  pinned: false,
  ...more,
});
const change = (from: string | null, to: string, more: Partial<Change> = {}): Change => ({
  manager: 'dnf',
  name: 'lab',
  architecture: 'noarch',
  from,
  to,
  ...more,
});
const planned = (from: string | null, to: string): PlannedChange => ({
  name: 'lab',
  architecture: 'noarch',
  version: to,
  sha256: null,
  bytes: 1,
  installed: 1,
  old: from === null ? null : { name: 'lab', architecture: 'noarch', version: from, installed: 1, sha256: null, bytes: 1 },
});

describe('where a change stands', () => {
  it.each([
    ['done', change('1-1', '2-1'), [has('2-1')]],
    ['to-do', change('1-1', '2-1'), [has('1-1')]],
    ['to-finish', change('1-1', '2-1'), [has('2-1', { condition: 'half-configured' })]],
    ['elsewhere', change('1-1', '2-1'), [has('1-2')]],
    ['elsewhere', change('1-1', '2-1'), []],
    ['to-do', change(null, '2-1'), []],
    // A kernel comes beside its older ones.
    ['to-do', change(null, '5-2'), [has('5-1')]],
    ['done', change(null, '5-2'), [has('5-1'), has('5-2')]],
    // It turned from x86_64 into noarch; another architecture beside it is another package.
    ['to-do', change('1-1', '2-1'), [has('1-1', { architecture: 'x86_64' })]],
    ['elsewhere', change('1-1', '2-1', { architecture: 'i686' }), [has('1-1', { architecture: 'x86_64' })]],
  ] as const)('is %s', (state, one, packages) => {
    expect(stateOfChange(one, packages)).toBe(state);
  });
  it('goes back only to what is older', () => {
    expect([goesBack(change('1:1-1', '2-1')), goesBack(change('1-1', '1-2')), goesBack(change(null, '1-1'))]).toEqual([true, false, false]);
  });
});

describe('a plan', () => {
  it('is what was approved, or is told by its differences', () => {
    expect(difference([change('1-1', '2-1')], [planned('1-1', '2-1')], [])).toBeNull();
    expect(difference([change('1-1', '2-1')], [planned('1-2', '2-1')], ['old-1-1.noarch'])).toBe(
      'it would also do lab from 1-2 to 2-1; it would not do lab from 1-1 to 2-1; it would remove old-1-1.noarch',
    );
  });
  it.each([
    ['pinned', null, 'dnf.pinned'],
    ['hidden', null, 'dnf.pinned'],
    ['filtered', null, 'dnf.other-stream'],
    ['gone', null, 'dnf.gone'],
    ['gone', '3-1', 'dnf.superseded'],
  ] as const)('that is refused as %s (newest %s) has the code %s', (kind, newest, code) => {
    expect(refusalOf({ [kind]: { name: 'lab', architecture: 'noarch', version: '2-1' }, newest })?.code).toBe(code);
  });
});

describe('what a run left', () => {
  const fields = {
    unsettled: [
      { name: 'lab', architecture: 'noarch', version: '2-1', line: 'warning: %post(lab-2-1.noarch) scriptlet failed, exit status 1' },
    ],
    duplicates: [{ name: 'other', architecture: 'noarch', version: '1-1' }],
  };
  it('is a trouble for each kind, and the condition of its packages', () => {
    const state = stateOf(fields);
    if (state === null) throw new Error('unread');
    expect(troublesOf(state).map(({ code }) => code)).toEqual(['dnf.scriptlet-failed', 'dnf.interrupted']);
    const packages = [has('2-1'), has('1-1', { name: 'other' }), has('2-1', { name: 'other' }), has('1-1', { name: 'third' })];
    const pins = [{ name: 'third', architecture: 'noarch', version: '1-1' }];
    expect(withConditions(packages, state, pins).map(({ name, condition, pinned }) => [name, condition, pinned])).toEqual([
      ['lab', 'half-configured', false],
      ['other', 'half-installed', false],
      ['other', 'installed', false],
      ['third', 'installed', true],
    ]);
  });
  it('is unknown where the history can not be read, and said so', () => {
    const state = stateOf({ unsettled: null, duplicates: [] });
    expect(state && troublesOf(state).map(({ code }) => code)).toEqual(['dnf.history-unread']);
  });
  it.each([[{}], [{ ...fields, duplicates: 'none' }], [{ ...fields, unsettled: [{ name: 'lab' }] }]])(
    'can not be read from %j',
    (wrong) => {
      expect(stateOf(wrong)).toBeNull();
    },
  );
});
