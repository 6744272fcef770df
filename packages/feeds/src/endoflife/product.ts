/** One product, in the form of the API v1 (https://endoflife.date/docs/api/v1/) or as the project itself writes it. */
import type { LifecycleProduct, LifecycleRelease } from '@fettle/core/lifecycle';
import { dayOf, objectOf, textOf } from '../fields/index.ts';
import type { FeedRecord } from '../types.ts';

type Fields = Readonly<Record<string, unknown>>;
type Complain = (why: string) => void;

/** A product of the API: `name`, `label`, `releases[]` whose every end is a flag and a day (`isEol`, `eolFrom`). */
export function productOfApi(value: unknown, where: string): readonly FeedRecord[] {
  const product = objectOf(value);
  return productRecords(textOf(product?.['name']), textOf(product?.['label']), product, where, releaseOfApi);
}

/** A product as the project writes it: `title`, `releases[]` whose every end is a day or a flag (`eol`). Its name is its key. */
export function productOfSource(name: string, value: unknown): readonly FeedRecord[] {
  const product = objectOf(value);
  return productRecords(textOf(name), textOf(product?.['title']), product, name, releaseOfSource);
}

function productRecords(
  id: string | null,
  label: string | null,
  product: Fields | null,
  where: string,
  read: (release: Fields, complain: Complain) => LifecycleRelease | null,
): readonly FeedRecord[] {
  const releases = product?.['releases'];
  if (id === null || !Array.isArray(releases))
    return [
      { type: 'problem', problem: { where, why: id === null ? 'The product has no name.' : 'The product has no list of releases.' } },
    ];
  const problems: FeedRecord[] = [];
  const kept = releases.flatMap((value: unknown, index) => {
    const place = `${id} releases[${index}]`;
    const complain = (why: string): void => void problems.push({ type: 'problem', problem: { where: place, why } });
    const release = objectOf(value);
    const one = release === null ? null : read(release, complain);
    if (one === null) complain('The release has no name.');
    return one === null ? [] : [one];
  });
  const found: LifecycleProduct = { id, label: label ?? id, releases: kept };
  return [{ type: 'lifecycle', product: found }, ...problems];
}

function releaseOfApi(release: Fields, complain: Complain): LifecycleRelease | null {
  const cycle = textOf(release['name']);
  if (cycle === null) return null;
  const end = (flag: string, day: string): string | boolean | null => endOf(release[day] ?? release[flag], day, complain);
  return {
    cycle,
    released: dayOf(release['releaseDate']),
    lts: release['isLts'] === true || dayOf(release['ltsFrom']) !== null,
    activeSupportEnds: end('isEoas', 'eoasFrom'),
    securitySupportEnds: end('isEol', 'eolFrom'),
    extendedSupportEnds: end('isEoes', 'eoesFrom'),
    latest: textOf(objectOf(release['latest'])?.['name']),
  };
}

function releaseOfSource(release: Fields, complain: Complain): LifecycleRelease | null {
  const cycle = textOf(release['releaseCycle']);
  if (cycle === null) return null;
  return {
    cycle,
    released: dayOf(release['releaseDate']),
    lts: release['lts'] === true || dayOf(release['lts']) !== null,
    activeSupportEnds: endOf(release['eoas'], 'eoas', complain),
    securitySupportEnds: endOf(release['eol'], 'eol', complain),
    extendedSupportEnds: endOf(release['eoes'], 'eoes', complain),
    latest: textOf(release['latest']),
  };
}

/** A day, or a flag: true has ended, false has not. Absent is not said. Anything else is not said either, and named. */
function endOf(value: unknown, field: string, complain: Complain): string | boolean | null {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  const day = dayOf(value);
  if (day === null) complain(`Its ${field} is neither a day nor a flag: ${JSON.stringify(value)?.slice(0, 80)}.`);
  return day;
}
