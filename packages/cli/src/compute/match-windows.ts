import { matchWindowsRow } from '@fettle/core/windows-updates';
import type { WindowsUpdate } from '@fettle/core/windows-updates';
import { readFeeds } from './read-feeds.ts';
import { BadRow, textOf } from './verb.ts';
import type { Row, Verb } from './verb.ts';

/** `{"product","build","installedKBs"}` → `{"missing":[{"kb","build"}],"exposedCves","fixedCves"}`. */
export const matchWindows: Verb = {
  description: 'which Windows updates a device misses, by its build (--feed names the documents)',
  prepare: async ({ feeds }) => {
    const updates: WindowsUpdate[] = [];
    for await (const record of readFeeds(feeds)) if (record.type === 'windows-update') updates.push(record.update);
    return (row) => matchWindowsRow(updates, { product: textOf(row, 'product'), build: textOf(row, 'build'), installedKBs: kbsOf(row) });
  },
};

/** KB numbers with or without their letters. */
function kbsOf(row: Row): readonly string[] {
  const given = row['installedKBs'] ?? [];
  if (!Array.isArray(given)) throw new BadRow('The field "installedKBs" must be a list.');
  return given.map((kb) => String(kb).replace(/^KB/i, ''));
}
