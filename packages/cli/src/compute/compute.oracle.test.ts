/** Rows that stand beside the checkout, through the commands themselves: what a person asks is what is measured. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { verbs } from './list.ts';
import { answerLines } from './run.ts';

type Row = Readonly<Record<string, unknown>>;

const data = new URL('../../../../../shared/data/', import.meta.url);
const here = existsSync(data);
const place = (path: string): string => fileURLToPath(new URL(path, data));
const namesIn = (folder: string): readonly string[] => (existsSync(place(folder)) ? readdirSync(place(folder)) : []);

function rowsOf(path: string): readonly Row[] {
  const lines = readFileSync(place(path), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

/** Answers by the command, in the order of the rows. */
async function ask(verb: keyof typeof verbs, rows: readonly Row[], feeds: readonly string[] = []): Promise<readonly Row[]> {
  const answer = await verbs[verb].prepare({ feeds, now: '2026-11-22T00:00:00Z' });
  let out = '';
  answerLines(
    answer,
    rows.map((row) => JSON.stringify(row)),
    (text) => (out += text),
  );
  const answers = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
  expect(answers).toHaveLength(rows.length);
  return answers;
}

const idsOf = (list: unknown): readonly string[] =>
  (list as readonly (string | { readonly id: string })[]).map((one) => (typeof one === 'string' ? one : one.id)).toSorted();

test.runIf(here).each(namesIn('version-oracle').filter((name) => name.endsWith('.jsonl')))('vercmp: every row of %s', async (name) => {
  const rows = rowsOf(`version-oracle/${name}`);
  const answers = await ask('vercmp', rows);
  expect(rows.filter((row, at) => answers[at]?.['cmp'] !== row['cmp'])).toEqual([]);
});

test.runIf(here).each(namesIn('cvss-oracle').filter((name) => name.startsWith('cvss-')))('cvss: every score of %s', async (name) => {
  const rows = rowsOf(`cvss-oracle/${name}`);
  const answers = await ask('cvss', rows);
  const wrong = rows.filter((row, at) => {
    const ours: Row = { ...answers[at], overall: answers[at]?.['score'] };
    const fields = ['version', 'base', 'temporal', 'environmental', 'overall', 'score'].filter((field) => row[field] !== undefined);
    return !fields.every((field) => ours[field] === row[field] || (field === 'score' && ours[field] === row['alternate']));
  });
  expect(wrong).toEqual([]);
});

test.runIf(here)('cvss: every vector that must be refused', async () => {
  const answers = await ask('cvss', rowsOf('cvss-oracle/invalid.jsonl'));
  expect(answers.filter((answer) => typeof answer['error'] !== 'string')).toEqual([]);
});

test.runIf(here).each(namesIn('ssvc/csv'))('ssvc: every row of %s, by the names that are published', async (name) => {
  const [head = [], ...lines] = readFileSync(place(`ssvc/csv/${name}`), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map(fieldsOf);
  const outcome = head.length - 1;
  const rows = lines.map((fields) => ({
    table: name.replace('.csv', ''),
    inputs: Object.fromEntries(head.slice(1, outcome).map((title, at) => [title, fields[at + 1]])),
  }));
  const answers = await ask('ssvc', rows);
  const said = answers.map((answer) => String(answer['outcome']).toLowerCase());
  expect(said).toEqual(lines.map((fields) => fields[outcome]?.toLowerCase()));
});

function fieldsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

describe.runIf(here)('match', () => {
  const few = (rows: readonly Row[]): readonly Row[] => rows.slice(0, 300);
  const feedOf = (row: Row | undefined): string => place(String(row?.['feed']));

  test('debsecan: every id, and no other', async () => {
    const rows = few(rowsOf('matching-oracle/debsecan.jsonl'));
    const answers = await ask('match', rows, [feedOf(rows[0])]);
    expect(rows.filter((row, at) => idsOf(answers[at]?.['findings']).join(' ') !== idsOf(row['expected']).join(' '))).toEqual([]);
  });

  test('dnf: every id, and none of another module stream', async () => {
    const rows = few(rowsOf('matching-oracle/dnf-almalinux.jsonl'));
    const answers = await ask('match', rows, [feedOf(rows[0])]);
    const wrong = rows.filter((row, at) => {
      const open = new Set(idsOf(row['unknown']));
      const said = idsOf(answers[at]?.['findings']).filter((id) => !open.has(id));
      return said.join(' ') !== idsOf(row['expected']).join(' ');
    });
    expect(wrong).toEqual([]);
  });

  test('made-up records: affected or not', async () => {
    const rows = rowsOf('matching-oracle/osv-semantics.jsonl');
    const answers = await ask('match', rows);
    expect(rows.filter((row, at) => idsOf(answers[at]?.['findings']).length > 0 !== row['affected'])).toEqual([]);
  });

  test('Ubuntu’s records: reported or not, and until which version', async () => {
    const rows = rowsOf('matching-oracle/ubuntu-osv.jsonl');
    const given = rows.map((row) => ({ ...row, osv: JSON.parse(readFileSync(place(String(row['record'])), 'utf8')) as unknown }));
    const answers = await ask('match', given);
    const said = answers.map((answer) => (answer['findings'] as readonly Row[]).map(({ id, fixed }) => [id, fixed]));
    expect(said).toEqual(rows.map((row) => (row['report'] === true ? [[row['id'], row['fixed']]] : [])));
  });
});

test.runIf(here)('match-windows: what is missing, and which flaws that leaves', async () => {
  const rows = rowsOf('matching-oracle/windows-kb.jsonl');
  const answers = await ask('match-windows', rows, [place('feeds/msrc-cvrf')]);
  const wrong = rows.flatMap((row, at) => {
    const kbs = (list: unknown): readonly string[] => (list as readonly { readonly kb: string }[]).map(({ kb }) => kb);
    const open = new Set([...idsOf(row['notJudged']), ...kbs(row['disagree'])]);
    const openCves = new Set(idsOf(row['notJudgedCves']));
    const answer = answers[at];
    const missing = kbs(answer?.['missing']).filter((kb) => !open.has(kb));
    const pairs = [
      [missing, kbs(row['expected']).filter((kb) => !open.has(kb))],
      ...(['exposedCves', 'fixedCves'] as const).map((field) =>
        [answer?.[field], row[field]].map((ids) => idsOf(ids).filter((id) => !openCves.has(id))),
      ),
    ];
    return pairs.every(([ours = [], theirs = []]) => ours.toSorted().join(' ') === theirs.toSorted().join(' ')) ? [] : [row['product']];
  });
  expect(rows.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});
