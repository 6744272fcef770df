/** Advisories and software for tests, with what a test does not care about filled in. */
import type { Advisory, Affected, Subject } from '../types.ts';

export function advisory(id: string, affected: readonly Partial<Affected>[], more: Partial<Advisory> = {}): Advisory {
  return {
    id,
    feed: 'osv',
    kind: 'security',
    aliases: [],
    cves: [],
    summary: null,
    published: null,
    modified: null,
    withdrawn: null,
    severities: [],
    affected: affected.map((one) => ({
      ecosystem: 'Debian:12',
      name: 'lab-app',
      ranges: [],
      versions: [],
      architectures: null,
      module: null,
      repository: null,
      noFix: null,
      ...one,
    })),
    ...more,
  };
}

/** A range from `introduced` to `fixed`; null: no fix is known. */
export function until(fixed: string | null, introduced = '0'): Affected['ranges'][number] {
  return { introduced, fixed, lastAffected: null };
}

export function subject(version: string, more: Partial<Subject> = {}): Subject {
  return {
    ecosystem: 'Debian:12',
    name: 'lab-app',
    version,
    architecture: null,
    sourceName: null,
    sourceVersion: null,
    module: null,
    repository: null,
    ...more,
  };
}

/** The time at which tests match. */
export const now = '2026-06-01T12:00:00Z';
