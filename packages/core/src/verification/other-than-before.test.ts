import { describe, expect, test } from 'vitest';
import type { Change, CheckAnswer } from '../deployment/index.ts';
import { compareConfiguration, mostDifferences, otherThanBefore } from './index.ts';
import type { MarkedFile } from './index.ts';

const look = (files: Record<string, string>, notLookedAt = 0) => ({
  digest: JSON.stringify(files),
  files: Object.entries(files).map(([path, mark]): MarkedFile => ({ path, mark })),
  notLookedAt,
});
const change = (name: string, from: string | null): Change => ({ manager: 'apt', name, architecture: 'all', from, to: '2' });
const check = (name: string, answer: CheckAnswer['answer']): CheckAnswer => ({ name, answer, detail: '', durationMs: 1 });

describe('configuration', () => {
  test('is compared by path, and says whose file it is and which edits were kept', () => {
    const report = compareConfiguration(look({ '/a': '1', '/b': '1', '/c': '1' }), look({ '/a': '1', '/b': '2', '/d': '1' }, 2), [
      { path: '/b', package: 'app', standing: 'edited' },
      { path: '/a', package: 'app', standing: 'as-shipped' },
    ]);
    expect(report).toMatchObject({ files: 3, notLookedAt: 2, more: 0, kept: [{ path: '/b', package: 'app' }] });
    expect(report.differs).toEqual([
      { path: '/b', how: 'changed', package: 'app' },
      { path: '/c', how: 'gone', package: null },
      { path: '/d', how: 'new', package: null },
    ]);
  });

  test('that could not be looked at again differs in nothing that is known', () => {
    expect(compareConfiguration(look({ '/a': '1' }), null, null)).toMatchObject({ after: null, differs: [], kept: null });
  });

  test('of which too much differs is counted beyond the bound', () => {
    const many = Object.fromEntries(Array.from({ length: mostDifferences + 5 }, (_, index) => [`/${index}`, '1']));
    expect(compareConfiguration(look({}), look(many), null)).toMatchObject({ more: 5 });
  });
});

describe('after going back', () => {
  const same = compareConfiguration(look({ '/a': '1' }), look({ '/a': '1' }), null);
  const went = {
    changes: [change('app', '1'), change('lib', null)],
    packages: [{ name: 'app', architecture: 'all', version: '1' }],
    checksBefore: [check('web', 'passed'), check('db', 'failed')],
    checksRolledBack: [check('web', 'passed'), check('db', 'failed')],
    configuration: same,
  };
  test('nothing is named where all is as it was', () => {
    expect(otherThanBefore(went)).toEqual({ differs: [], notKnown: [] });
  });

  test('packages, checks and files that differ are named', () => {
    expect(
      otherThanBefore({
        ...went,
        packages: [
          { name: 'app', architecture: 'all', version: '2' },
          { name: 'lib', architecture: 'all', version: '2' },
        ],
        checksRolledBack: [check('web', 'failed'), check('db', 'failed')],
        configuration: compareConfiguration(look({ '/a': '1' }), look({ '/a': '2' }), null),
      }).differs,
    ).toEqual([
      'app was at 1 and is at 2.',
      'lib 2 came new and stays.',
      'The check “web” passed before and fails now.',
      '/a is another one than before.',
    ]);
    expect(otherThanBefore({ ...went, packages: [] }).differs).toEqual(['app 1 was installed and is not.']);
  });

  test('what could not be compared is said', () => {
    expect(otherThanBefore({ ...went, packages: null, checksRolledBack: null, configuration: undefined })).toEqual({
      differs: [],
      notKnown: [
        'The package manager could not be asked how the packages stand.',
        'The checks were not run again.',
        'Configuration was not compared.',
      ],
    });
    expect(otherThanBefore({ ...went, checksRolledBack: [check('web', 'could-not-measure')] }).notKnown).toHaveLength(1);
  });
});
