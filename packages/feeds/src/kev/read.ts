/** The catalogue as a file: JSON (https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities_schema.json) or CSV. */
import { parseCsv, parseJson, wholeText } from '../content/index.ts';
import { dayOf, objectOf } from '../fields/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';
import { kevRecords } from './entry.ts';
import type { KevFields } from './entry.ts';

/** Twenty times the catalogue of today. */
const greatestCatalogue = 64 * 1024 * 1024;

/** Reads the whole catalogue, in either form, packed or not. An id that comes twice counts once: its first entry. */
export async function* readKev(file: FeedFile): AsyncGenerator<FeedRecord> {
  const text = await wholeText(file.bytes, greatestCatalogue);
  const seen = new Set<string>();
  for (const record of text.trimStart().startsWith('{') ? ofJson(text) : ofCsv(text)) {
    if (record.type === 'cve') {
      if (seen.has(record.cve.id)) {
        yield { type: 'problem', problem: { where: record.cve.id, why: 'It stands in the catalogue more than once.' } };
        continue;
      }
      seen.add(record.cve.id);
    }
    yield record;
  }
}

function* ofJson(text: string): Generator<FeedRecord> {
  const catalogue = objectOf(parseJson(text));
  const entries = catalogue?.['vulnerabilities'];
  if (catalogue === null || !Array.isArray(entries) || entries.length === 0)
    throw new UnreadableFile('The JSON has no list of vulnerabilities, or an empty one.');
  const released = catalogue['dateReleased'];
  const published = typeof released === 'string' ? dayOf(released.slice(0, 10)) : null;
  for (const [index, entry] of entries.entries()) {
    const fields = objectOf(entry);
    const where = `vulnerabilities[${index}]`;
    if (fields === null) yield { type: 'problem', problem: { where, why: 'The entry is no object.' } };
    else
      yield* kevRecords(
        pick((column) => fields[column]),
        where,
        published,
      );
  }
  const count = catalogue['count'];
  if (typeof count === 'number' && count !== entries.length)
    yield { type: 'problem', problem: { where: 'count', why: `The catalogue says ${count} entries and has ${entries.length}.` } };
}

function* ofCsv(text: string): Generator<FeedRecord> {
  const [header, ...rows] = parseCsv(text);
  const places = new Map(header?.fields.map((name, place) => [name.trim(), place]));
  if (!places.has('cveID') || !places.has('dateAdded')) throw new UnreadableFile('The file is neither the JSON nor the CSV catalogue.');
  if (rows.length === 0) throw new UnreadableFile('The table is empty.');
  if (!text.endsWith('\n')) throw new UnreadableFile('The table ends within a line.');
  for (const { line, fields } of rows) {
    const where = `line ${line}`;
    if (fields.length !== header?.fields.length)
      yield { type: 'problem', problem: { where, why: `The row has ${fields.length} fields, the header ${header?.fields.length ?? 0}.` } };
    else
      yield* kevRecords(
        pick((column) => fields[places.get(column) ?? -1]),
        where,
        null,
      );
  }
}

function pick(field: (column: keyof KevFields) => unknown): KevFields {
  return {
    cveID: field('cveID'),
    dateAdded: field('dateAdded'),
    dueDate: field('dueDate'),
    knownRansomwareCampaignUse: field('knownRansomwareCampaignUse'),
  };
}
