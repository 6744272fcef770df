/** os-release(5), with the lines that are none of its form. */
import { parseOsRelease } from '../../system/os-release.ts';
import type { Parsed } from './types.ts';

export type OsReleaseField = { readonly key: string; readonly value: string };

/** Fields in their order, each key once with its last value, as a shell would have it. */
export function parseOsReleaseFields(text: string): Parsed<OsReleaseField> {
  const rows = [...parseOsRelease(text)].map(([key, value]) => ({ key, value }));
  const unread = text.split('\n').filter((line) => !/^\s*(?:#.*)?$/.test(line) && !/^[A-Z0-9_]+=/.test(line.trim()));
  return { rows, unread };
}
