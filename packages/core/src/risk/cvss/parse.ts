/**
 * Reads a vector strictly before anything calculates with it: the calculator takes what it knows out of a malformed vector and scores
 * the rest as if it were whole. Vectors are case-sensitive and hold no spaces. 2.0 may stand in one pair of parentheses, as the NVD
 * prints it; a `CVSS:2.0/` in front is not part of that version.
 */
import type { CvssVersion } from '../types.ts';
import { metricTables } from './metrics.ts';
import type { Metric, MetricTable } from './metrics.ts';
import type { CvssVector } from './types.ts';

/** The longest vector of any version has fewer than 250 characters; a bound for texts of feeds. */
const greatestLength = 512;

const prefixed = ['3.0', '3.1', '4.0'] as const satisfies readonly CvssVersion[];

/** Reads a vector of any version; `error` is a sentence that names the metric at fault. */
export function parseVector(text: string): CvssVector | { readonly error: string } {
  if (text === '') return { error: 'The vector is empty.' };
  if (text.length > greatestLength) return { error: `The vector is longer than ${greatestLength} characters.` };
  const version = versionOf(text);
  if (version === null) return { error: `The vector begins with none of CVSS:3.0/, CVSS:3.1/, CVSS:4.0/ and is not of version 2.0.` };
  const table = metricTables[version];
  const body = version === '2.0' ? withoutParentheses(text) : text.slice(table.prefix.length);
  return readMetrics(version, table, body);
}

function versionOf(text: string): CvssVersion | null {
  const found = prefixed.find((version) => text.startsWith(metricTables[version].prefix));
  if (found !== undefined) return found;
  return text.startsWith('CVSS:') ? null : '2.0';
}

function withoutParentheses(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text.slice(1, -1) : text;
}

function readMetrics(version: CvssVersion, table: MetricTable, body: string): CvssVector | { readonly error: string } {
  const metrics = new Map<string, string>();
  let place = -1;
  for (const part of body.split('/')) {
    const at = part.indexOf(':');
    if (at < 1) return { error: `"${part}" is not a metric with a value.` };
    const name = part.slice(0, at);
    const index = table.metrics.findIndex((metric) => metric.name === name);
    const fault = faultOf(version, table.metrics[index], name, part.slice(at + 1), metrics);
    if (fault !== null) return { error: fault };
    if (table.ordered && index < place) return { error: `${name} is out of order: version ${version} fixes the order of the metrics.` };
    place = index;
    metrics.set(name, part.slice(at + 1));
  }
  const missing = table.metrics.find((metric) => metric.group === 'base' && !metrics.has(metric.name));
  return missing === undefined ? { version, metrics } : { error: `The mandatory metric ${missing.name} is missing.` };
}

function faultOf(
  version: CvssVersion,
  metric: Metric | undefined,
  name: string,
  value: string,
  seen: ReadonlyMap<string, string>,
): string | null {
  if (metric === undefined) return `${name} is not a metric of version ${version}.`;
  if (seen.has(name)) return `${name} is given twice.`;
  if (!metric.values.includes(value)) return `${name} may be ${metric.values.join(', ')} and not "${value}".`;
  return null;
}

/** The vector in the order of the specification, without metrics that are not defined: equal vectors have equal texts. */
export function canonicalVector(vector: CvssVector): string {
  const { prefix, metrics, undefinedValue } = metricTables[vector.version];
  const parts = metrics.flatMap(({ name }) => {
    const value = vector.metrics.get(name);
    return value === undefined || value === undefinedValue ? [] : [`${name}:${value}`];
  });
  return prefix + parts.join('/');
}
