/**
 * Module streams of the RHEL 8 family: the same package exists once for every stream of its module and once outside of any, and a fix of
 * one stream says nothing about another. Labels: https://docs.fedoraproject.org/en-US/modularity/core-concepts/nsvca/
 */
import type { Affected, Subject } from './types.ts';

/** `name:stream` of a label `name:stream:version:context`; null when it is none. */
export function streamOf(label: string): string | null {
  const [name, stream] = label.split(':');
  return name === undefined || name === '' || stream === undefined || stream === '' ? null : `${name}:${stream}`;
}

/** True when the release was built for a module: `1.module_el8.9.0+3627+db8ec155`, `1.module+el8.4.0+543+efbf198b`. */
export function isModularRelease(version: string): boolean {
  return version.includes('.module_') || version.includes('.module+');
}

const namedStream = /(?<![\w:.+-])([A-Za-z][\w.+-]*):([\w.+-]*\w)/g;
const errataId = /^[A-Z]{4}-\d{4}$/;

/** The streams that a text names: `Moderate: virt:rhel and virt-devel:rhel security update`. Only to be asked about modular advisories. */
export function streamsNamedIn(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, name, stream] of text.matchAll(namedStream)) {
    if (name !== undefined && stream !== undefined && !errataId.test(name)) found.push(`${name}:${stream}`);
  }
  return found;
}

/** True when the statement is about packages of a module: it says so, or its versions do. */
export function isAboutModule(affected: Pick<Affected, 'module' | 'ranges'>): boolean {
  if (affected.module !== null) return true;
  return affected.ranges.some((range) => isModularRelease(range.fixed ?? range.lastAffected ?? range.introduced));
}

/**
 * Whether a statement can be about this package as far as modules go. A modular one holds for its own stream alone, one without a module
 * for packages of none. `unknown`: both are of a module, and one of them does not say which.
 */
export function moduleVerdict(affectedModule: string | null, isModular: boolean, subject: Subject): 'same' | 'other' | 'unknown' {
  const stream = subject.module === null ? null : streamOf(subject.module);
  const subjectIsModular = stream !== null || isModularRelease(subject.version);
  if (!isModular) return subjectIsModular ? 'other' : 'same';
  if (!subjectIsModular) return 'other';
  if (affectedModule === null || stream === null) return 'unknown';
  return affectedModule === stream ? 'same' : 'other';
}
