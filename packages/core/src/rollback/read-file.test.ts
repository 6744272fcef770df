import { describe, expect, test } from 'vitest';
import { readBackupFile } from './read-file.ts';

describe('a file of backups', () => {
  test('as CSV: titles in any order, quotes, line ends in a cell, empty lines', () => {
    const read = readBackupFile(
      '\uFEFFOK,Device,at,note\r\nyes,db1,2026-03-01T02:00:00Z,"a ""good"" one,\nwith two lines"\r\n\r\nno,db2,2026-03-01T03:00:00+01:00,\r\n',
    );
    expect(read.problems).toEqual([]);
    expect(read.items).toEqual([
      { device: 'db1', at: '2026-03-01T02:00:00Z', ok: true, what: 'backup', note: 'a "good" one,\nwith two lines' },
      { device: 'db2', at: '2026-03-01T02:00:00Z', ok: false, what: 'backup' },
    ]);
  });

  test('as JSON: a list, or an object that has it', () => {
    const item = { device: 'db1', at: '2026-03-01T02:00:00Z', ok: true, what: 'restore-test', seconds: 90 };
    expect(readBackupFile(JSON.stringify([item])).items).toEqual([item]);
    expect(readBackupFile(JSON.stringify({ items: [item] })).items).toEqual([item]);
  });

  test.each([
    ['device,ok\ndb1,yes', 'The first line must name the columns; it lacks at.'],
    ['device,at,ok\n,2026-03-01T02:00:00Z,yes', 'line 2: it names no device.'],
    ['device,at,ok\ndb1,yesterday,yes', 'line 2: “yesterday” is no time; write 2026-12-24T18:00:00Z, with its zone.'],
    ['device,at,ok\ndb1,2026-03-01T02:00:00Z,warning', 'line 2: “warning” says neither good nor failed; write yes or no.'],
    ['device,at,ok,what\ndb1,2026-03-01T02:00:00Z,yes,disk', 'line 2: “disk” is neither backup nor restore-test.'],
    ['device,at,ok,seconds\ndb1,2026-03-01T02:00:00Z,yes,soon', 'line 2: “soon” is no number of seconds.'],
    ['{"a":1}', 'The JSON holds no list, neither as a whole nor as “items”.'],
  ])('says what is wrong with %j', (text, problem) => {
    expect(readBackupFile(text)).toEqual({ items: [], problems: [problem] });
  });
});
