/**
 * Real documents of Red Hat's, some deliberately broken, kept beside the checkout: each gives an advisory, is taken back, or is named with
 * its reason.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fileAt, recordsOf } from '../testing/feed-file.ts';
import { redHatCsaf } from './index.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/feeds/redhat-csaf-vex/', import.meta.url));

type Raw = {
  readonly document: {
    readonly publisher?: { readonly namespace: string };
    readonly tracking: { readonly id: string; readonly status: string };
  };
  readonly vulnerabilities?: readonly { readonly cve?: string; readonly product_status?: Readonly<Record<string, readonly string[]>> }[];
};

const isRpmStatus = (ids: readonly string[]): boolean =>
  ids.some((id) => /:[^:]+-\d+:[^:]+\.(?:x86_64|aarch64|noarch|i686|s390x|ppc64le)$/.test(id));

test.runIf(existsSync(folder))('every document is read as what it is (needs shared/data beside the checkout)', async () => {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.json(?:\.gz)?$/.test(name));
  expect(names.length).toBeGreaterThan(30);
  const kinds = new Map<string, number>();
  for (const name of names) {
    const bytes = readFileSync(`${folder}${name}`);
    const raw: Raw = JSON.parse((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    const records = await recordsOf(redHatCsaf, fileAt(`${folder}${name}`));
    const advisories = records.flatMap((record) => (record.type === 'advisory' ? [record.advisory] : []));
    const isDeleted = raw.document.tracking.status === 'deleted';
    const isForeign = !isDeleted && !raw.document.publisher?.namespace.includes('redhat.com');
    for (const { type } of records) kinds.set(type, (kinds.get(type) ?? 0) + 1);
    if (isDeleted) expect(records, name).toEqual([{ type: 'deleted', id: raw.document.tracking.id }]);
    else if (isForeign) expect(records, name).toMatchObject([{ type: 'problem' }]);
    else {
      expect(
        advisories.map(({ id }) => id),
        name,
      ).toEqual([raw.document.tracking.id]);
      expect(advisories[0]?.cves, name).toEqual([...new Set(raw.vulnerabilities?.map(({ cve }) => cve ?? ''))].toSorted());
      const affected = advisories[0]?.affected ?? [];
      const fixed = raw.vulnerabilities?.flatMap(({ product_status: status }) => status?.['fixed'] ?? []) ?? [];
      if (isRpmStatus(fixed))
        expect(
          affected.some(({ ranges }) => ranges[0]?.fixed !== null),
          name,
        ).toBe(true);
      if (/bad|illegal/.test(name))
        expect(
          records.some(({ type }) => type === 'problem'),
          name,
        ).toBe(true);
      else expect(records, name).toHaveLength(1);
    }
  }
  expect(Object.fromEntries(kinds)).toEqual({ advisory: 30, deleted: 3, problem: 5 });
});
