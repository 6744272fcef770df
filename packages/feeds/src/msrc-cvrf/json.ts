/** The JSON form that the same address gives to those who accept `application/json`. */
import { listOf, objectOf, textOf } from '../fields/index.ts';
import { UnreadableFile } from '../types.ts';
import type { CvrfPart, CvrfRemediation, CvrfVulnerability } from './document.ts';

/** Gives the same parts as `readXml`. Throws `UnreadableFile` where the value is no CVRF document. */
export function* readJson(document: unknown): Generator<CvrfPart> {
  const root = objectOf(document);
  const tracking = objectOf(root?.['DocumentTracking']);
  if (root === null || tracking === null) throw new UnreadableFile('The JSON is no CVRF document: it has no DocumentTracking.');
  yield { type: 'document', id: valueOf(objectOf(tracking['Identification'])?.['ID']) };
  yield { type: 'released', at: valueOf(tracking['InitialReleaseDate']) };
  for (const entry of listOf(objectOf(root['ProductTree'])?.['FullProductName'])) {
    const product = objectOf(entry);
    if (product !== null) yield { type: 'product', id: valueOf(product['ProductID']), name: valueOf(product) };
  }
  for (const [at, entry] of listOf(root['Vulnerability']).entries()) yield readVulnerability(entry, at + 1);
}

function readVulnerability(entry: unknown, ordinal: number): CvrfVulnerability {
  const vulnerability = objectOf(entry) ?? {};
  return {
    type: 'vulnerability',
    ordinal,
    id: valueOf(vulnerability['CVE']),
    vectors: textsOf(vulnerability['CVSSScoreSets'], 'Vector'),
    revisions: textsOf(vulnerability['RevisionHistory'], 'Date'),
    remediations: listOf(vulnerability['Remediations']).map(readRemediation),
  };
}

function readRemediation(entry: unknown): CvrfRemediation {
  const fields = objectOf(entry) ?? {};
  return {
    type: valueOf(fields['Type']),
    description: valueOf(fields['Description']),
    subType: valueOf(fields['SubType']),
    fixedBuild: valueOf(fields['FixedBuild']),
    supercedence: valueOf(fields['Supercedence']),
    restartRequired: valueOf(fields['RestartRequired']),
    url: valueOf(fields['URL']),
    productIds: listOf(fields['ProductID']).map(valueOf),
  };
}

function textsOf(list: unknown, field: string): readonly string[] {
  return listOf(list).map((entry) => valueOf(objectOf(entry)?.[field]));
}

/** A text, a number, or the `Value` of an object that wraps one; empty where there is none. */
function valueOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return textOf(value) ?? textOf(objectOf(value)?.['Value']) ?? '';
}
