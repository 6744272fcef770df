import { describe, expect, test } from 'vitest';
import type { Change, WayBack } from '../deployment/index.ts';
import { previewBack, restartOfBack, standingInWords } from './index.ts';

const change = (name: string, from: string | null, to: string): Change => ({ manager: 'apt', name, architecture: 'amd64', from, to });
const wayBack: WayBack = { kind: 'downgrade', changes: [change('app', '2', '1')], files: [] };
const share = { changes: [change('app', '1', '2'), change('lib', null, '5')], wayBack, simulatedAt: '2026-03-01T00:00:00Z' };
const installed = (version: string, architecture = 'amd64') => ({ name: 'app', architecture, version, condition: 'installed' as const });
const look = (...packages: ReturnType<typeof installed>[]) =>
  previewBack({ share, said: { restart: 'not-needed' }, scan: { at: '2026-03-02T00:00:00Z', installed: packages }, leftOut: null });

describe('what going back would do on a device', () => {
  test('is what the device simulated, and what came new stays', () => {
    expect(look(installed('2'))).toMatchObject({
      way: 'downgrade',
      because: null,
      checkedAt: '2026-03-01T00:00:00Z',
      changes: [{ name: 'app', from: '2', to: '1', now: '2', standing: 'as-changed' }],
      stays: [{ name: 'lib', to: '5' }],
      scannedAt: '2026-03-02T00:00:00Z',
    });
  });

  test.each([
    [[installed('2')], 'as-changed', null],
    [[installed('1')], 'back-already', 'it has that version already'],
    [[installed('3')], 'moved-on', 'it has 3 by now'],
    [[installed('3', 'all')], 'moved-on', 'it has 3 by now'],
    [[installed('2'), installed('3', 'i386')], 'as-changed', null],
    [[installed('2', 'arm64'), installed('3', 'i386')], 'unknown', 'how it stands now is not known'],
    [[], 'gone', 'it is not installed any more'],
  ])('says where it stands otherwise by now: %j is %s', (packages, standing, words) => {
    const [found] = look(...packages).changes;
    expect(found).toMatchObject({ standing });
    expect(found === undefined ? '' : standingInWords(found)).toBe(words);
  });

  test('is unknown where no scan can tell, and none where there is no way back or the device is left out', () => {
    expect(previewBack({ share, said: { restart: 'unknown' }, scan: null, leftOut: null })).toMatchObject({
      changes: [{ standing: 'unknown', now: null }],
      scannedAt: null,
    });
    const none = { ...share, wayBack: { kind: 'none', because: 'It is gone' } } as const;
    expect(previewBack({ share: none, said: { restart: 'unknown' }, scan: null, leftOut: null })).toMatchObject({
      because: 'It is gone',
      changes: [],
    });
    expect(previewBack({ share, said: { restart: 'needed' }, scan: null, leftOut: 'It was not changed.' }).because).toBe(
      'It was not changed.',
    );
  });

  test('a restart that nobody knows of is said as that', () => {
    expect(restartOfBack('unknown')).toContain('not known');
  });
});
