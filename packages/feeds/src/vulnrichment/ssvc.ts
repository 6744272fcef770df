/** CISA's SSVC points in a CVE record: `other` of type `ssvc` (https://github.com/cisagov/vulnrichment, https://certcc.github.io/SSVC/). */
import type { CveFacts, Exploitation, TechnicalImpact } from '@fettle/core/risk';
import { instantOf, listOf, objectOf, textOf } from '../fields/index.ts';

type Ssvc = NonNullable<CveFacts['ssvc']>;

/** `poc` here is `public poc` in the decision tables. */
const exploitation: ReadonlyMap<string, Exploitation> = new Map([
  ['none', 'none'],
  ['poc', 'poc'],
  ['public poc', 'poc'],
  ['active', 'active'],
]);
const automatable: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
]);
const technicalImpact: ReadonlyMap<string, TechnicalImpact> = new Map([
  ['partial', 'partial'],
  ['total', 'total'],
]);

/** The points of one metric: one, or none where the metric is about something else. A value that is not known is null, and said. */
export function readSsvc(metric: Readonly<Record<string, unknown>>, complain: (why: string) => void): readonly Ssvc[] {
  const other = objectOf(metric['other']);
  if (other === null || textOf(other['type'])?.toLowerCase() !== 'ssvc') return [];
  const content = objectOf(other['content']);
  if (content === null) {
    complain('its SSVC has no content.');
    return [];
  }
  const points = new Map<string, string>();
  for (const option of listOf(content['options'])) {
    for (const [name, value] of Object.entries(objectOf(option) ?? {})) {
      const text = textOf(value);
      if (text !== null) points.set(name.toLowerCase().replaceAll(/[ _-]/g, ''), text.toLowerCase());
    }
  }
  const pick = <T>(name: string, values: ReadonlyMap<string, T>): T | null => {
    const text = points.get(name);
    const value = text === undefined ? undefined : values.get(text);
    if (text !== undefined && value === undefined) complain(`its SSVC says ${name} is ${JSON.stringify(text.slice(0, 40))}.`);
    return value ?? null;
  };
  return [
    {
      exploitation: pick('exploitation', exploitation),
      automatable: pick('automatable', automatable),
      technicalImpact: pick('technicalimpact', technicalImpact),
      at: instantOf(content['timestamp']),
    },
  ];
}

/** Of several assessments the newest counts; one without a time is older than any with one. */
export function newestSsvc(points: readonly Ssvc[]): Ssvc | null {
  let newest: Ssvc | null = null;
  for (const one of points) if (newest === null || isLater(one.at, newest.at)) newest = one;
  return newest;
}

function isLater(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a !== null;
  return Temporal.Instant.compare(a, b) > 0;
}
