/** Real devices whose missing KBs are known, against the documents of 49 months. Both are kept beside the checkout. */
import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { matchWindowsRow } from '@fettle/core/windows-updates';
import type { WindowsUpdate } from '@fettle/core/windows-updates';
import { msrcCvrf } from './index.ts';

type Row = {
  readonly product: string;
  readonly build: string;
  readonly installedKBs: readonly string[];
  readonly expected: readonly { readonly kb: string; readonly build: string }[];
  readonly exposedCves: readonly string[];
  readonly fixedCves: readonly string[];
  readonly disagree: readonly { readonly kb: string }[];
  readonly notJudged: readonly string[];
  readonly notJudgedCves: readonly string[];
};

const data = new URL('../../../../../shared/data/', import.meta.url);
const folder = fileURLToPath(new URL('feeds/msrc-cvrf/', data));
const table = new URL('matching-oracle/windows-kb.jsonl', data);

async function readDocuments(): Promise<readonly WindowsUpdate[]> {
  const updates: WindowsUpdate[] = [];
  for (const name of readdirSync(folder).filter((path) => msrcCvrf.accepts(path))) {
    const file = `${folder}${name}`;
    for await (const record of msrcCvrf.parse({ path: name, bytes: createReadStream(file), file })) {
      if (record.type === 'windows-update') updates.push(record.update);
    }
  }
  return updates;
}

test.runIf(existsSync(table))('devices miss what is known to be missing on them (needs shared/data beside the checkout)', async () => {
  const updates = await readDocuments();
  const rows = readFileSync(table, 'utf8')
    .trim()
    .split('\n')
    .map((line): Row => JSON.parse(line));
  const wrong = rows.map((row) => differences(row, matchWindowsRow(updates, row)));
  expect(wrong).toEqual(rows.map(({ product }) => ({ product, notFound: [], wronglyMissing: [], exposed: [], fixed: [] })));
});

function differences(row: Row, answer: ReturnType<typeof matchWindowsRow>): unknown {
  const open = new Set([...row.notJudged, ...row.disagree.map(({ kb }) => kb)]);
  const openCves = new Set(row.notJudgedCves);
  const ours = answer.missing.map(({ kb, build }) => `${kb} ${build}`);
  const theirs = row.expected.map(({ kb, build }) => `${kb} ${build}`);
  return {
    product: row.product,
    notFound: theirs.filter((kb) => !ours.includes(kb)),
    wronglyMissing: ours.filter((kb) => !theirs.includes(kb) && !open.has(kb.split(' ')[0] ?? '')),
    exposed: notShared(row.exposedCves, answer.exposedCves, openCves),
    fixed: notShared(row.fixedCves, answer.fixedCves, openCves),
  };
}

/** What only the first (`-`) or only the second (`+`) holds, of what is to be judged. */
function notShared(a: readonly string[], b: readonly string[], open: ReadonlySet<string>): readonly string[] {
  const only = (these: readonly string[], those: readonly string[]): readonly string[] => {
    const known = new Set(those);
    return these.filter((id) => !known.has(id) && !open.has(id));
  };
  return [...only(a, b).map((id) => `-${id}`), ...only(b, a).map((id) => `+${id}`)];
}
