/**
 * One document of Red Hat's in the Common Security Advisory Framework 2.0
 * (https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html): an advisory (RHSA, RHBA, RHEA) or what is known of one CVE (VEX). How
 * Red Hat fills it: https://redhatproductsecurity.github.io/security-data-guidelines/csaf-vex/
 */
import { startAffected } from './csaf-affected.ts';
import { readProductTree } from './csaf-products.ts';
import { cvesIn, isId, kindOfId } from './ids.ts';
import { BadShape, listAt, objectAt, requiredTextAt, textAt, timeAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Advisory, PublishedSeverity } from './types.ts';

/** `problems`: sentences about single products that could not be read; what is said of all others holds. */
export type CsafReading =
  | { readonly kind: 'advisory'; readonly advisory: Advisory; readonly problems: readonly string[] }
  /** The publisher took the document back. */
  | { readonly kind: 'deleted'; readonly id: string }
  | { readonly kind: 'problem'; readonly problem: string };

/**
 * Reads a document. Fixed packages get a range up to their fixed version; affected and uninvestigated ones a range without an end and the
 * reason; packages that are known not to be affected get no statement. Containers, libraries and whole products are not packages of a
 * device and are left out. A wrong shape makes the document a problem as a whole; a product that can not be understood spoils itself only.
 * `feed` is the id under which the advisory is kept.
 */
export function readCsaf(document: unknown, feed = 'red-hat-csaf'): CsafReading {
  try {
    return read(objectAt(document, 'The document'), feed);
  } catch (error) {
    if (error instanceof BadShape) return { kind: 'problem', problem: `${error.message}.` };
    throw error;
  }
}

function read(root: JsonObject, feed: string): CsafReading {
  const document = objectAt(root['document'], 'document');
  const tracking = objectAt(document['tracking'], 'document.tracking');
  const id = requiredTextAt(tracking['id'], 'document.tracking.id');
  if (!isId(id)) throw new BadShape(`document.tracking.id is no single word: ${JSON.stringify(id.slice(0, 60))}`);
  if (tracking['status'] === 'deleted') return { kind: 'deleted', id };
  checkOrigin(document);
  const vulnerabilities = listAt(root['vulnerabilities'], 'vulnerabilities').map((one, i) => objectAt(one, `vulnerabilities[${i}]`));
  const tree = root['product_tree'];
  const collector = startAffected(readProductTree(tree === undefined || tree === null ? {} : objectAt(tree, 'product_tree')));
  for (const [i, vulnerability] of vulnerabilities.entries()) collector.add(vulnerability, `vulnerabilities[${i}]`);
  const { affected, problems } = collector.finish();
  const named = vulnerabilities.map((one, i) => textAt(one['cve'], `vulnerabilities[${i}].cve`) ?? '');
  const advisory: Advisory = {
    id,
    feed,
    kind: kindOfId(id),
    aliases: [],
    cves: cvesIn([id, ...named]),
    summary: textAt(document['title'], 'document.title'),
    published: timeAt(tracking['initial_release_date'], 'document.tracking.initial_release_date'),
    modified: timeAt(tracking['current_release_date'], 'document.tracking.current_release_date'),
    withdrawn: null,
    severities: severitiesOf(document, vulnerabilities),
    affected,
  };
  return { kind: 'advisory', advisory, problems };
}

/** Platforms are told by Red Hat's own CPEs: another publisher's document would be read wrongly. */
function checkOrigin(document: JsonObject): void {
  const version = requiredTextAt(document['csaf_version'], 'document.csaf_version');
  if (version !== '2.0') throw new BadShape(`The document is of CSAF ${version.slice(0, 20)}, and 2.0 is read`);
  const namespace = requiredTextAt(objectAt(document['publisher'], 'document.publisher')['namespace'], 'document.publisher.namespace');
  if (!/^https:\/\/(?:[\w-]+\.)*redhat\.com(?:\/|$)/.test(namespace))
    throw new BadShape(`The document is published by ${namespace.slice(0, 100)}, not by Red Hat`);
}

const vectorTypes = [
  ['cvss_v2', 'CVSS_V2'],
  ['cvss_v3', 'CVSS_V3'],
  ['cvss_v4', 'CVSS_V4'],
] as const;

function severitiesOf(document: JsonObject, vulnerabilities: readonly JsonObject[]): readonly PublishedSeverity[] {
  const found = new Map<string, PublishedSeverity>();
  const add = (type: PublishedSeverity['type'], value: string | null): void => {
    if (value !== null && value !== '') found.set(`${type} ${value}`, { type, value });
  };
  for (const [i, vulnerability] of vulnerabilities.entries()) {
    for (const [j, entry] of listAt(vulnerability['scores'], `vulnerabilities[${i}].scores`).entries()) {
      const score = objectAt(entry, `vulnerabilities[${i}].scores[${j}]`);
      for (const [field, type] of vectorTypes) {
        const where = `vulnerabilities[${i}].scores[${j}].${field}`;
        const metrics = score[field];
        if (metrics !== undefined && metrics !== null) add(type, textAt(objectAt(metrics, where)['vectorString'], `${where}.vectorString`));
      }
    }
  }
  const aggregate = document['aggregate_severity'];
  if (aggregate !== undefined && aggregate !== null)
    add('word', textAt(objectAt(aggregate, 'document.aggregate_severity')['text'], 'document.aggregate_severity.text'));
  return [...found.values()];
}
