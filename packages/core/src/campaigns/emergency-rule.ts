/** Which vulnerabilities become a prepared campaign by themselves besides those that came into the catalogue of known exploited ones: a rule of the provider, off where nobody said otherwise. */
import { parseVector, scoreParsed } from '../risk/index.ts';

export type EmergencyRule = {
  /** Where the publisher of its assessment says that it is exploited (SSVC, exploitation: active), though it is not in the catalogue. */
  readonly exploited: boolean;
  /** Where its severity is critical (9.0 or more, CVSS 3 or 4) and it can be attacked over the network. */
  readonly critical: boolean;
};

export const noEmergencyRule: EmergencyRule = { exploited: false, critical: false };

/** What is published of a vulnerability: all vectors, whoever gave them. */
export type EmergencyFacts = { readonly exploitation: string | null; readonly vectors: readonly string[] };

/** By which part of the rule it is an emergency; null: by none, or nobody knows. */
export function emergencyBy(rule: EmergencyRule, { exploitation, vectors }: EmergencyFacts): keyof EmergencyRule | null {
  if (rule.exploited && isExploited(exploitation)) return 'exploited';
  return rule.critical && vectors.some(isCriticalFromNetwork) ? 'critical' : null;
}

/** Why it is an emergency by the rule, in words that go on after its id; null: it is none, or nobody knows. */
export function whyEmergency(rule: EmergencyRule, facts: EmergencyFacts): string | null {
  const by = emergencyBy(rule, facts);
  if (by === null) return null;
  return by === 'exploited'
    ? 'said to be exploited'
    : `critical, attacked over the network (${facts.vectors.find(isCriticalFromNetwork) ?? ''})`;
}

/**
 * Why what the rule took for an emergency, by this part of it, is none any more, in words that go on after its id; null: it still is one, by this part or another, or nobody
 * knows: what is not published any more was not corrected.
 */
export function whyNoEmergencyNow(rule: EmergencyRule, was: keyof EmergencyRule, facts: EmergencyFacts): string | null {
  if (emergencyBy(rule, facts) !== null) return null;
  if (was === 'exploited')
    return facts.exploitation === null ? null : `is not said to be exploited any more (exploitation: ${facts.exploitation})`;
  return facts.vectors.length === 0 ? null : `is not critical and attacked over the network any more (${facts.vectors.join(', ')})`;
}

function isExploited(exploitation: string | null): boolean {
  return exploitation?.trim().toLowerCase() === 'active';
}

/** CVSS 2.0 has no severity “critical” (NVD bands), so that it never counts; a vector that can not be read says nothing. */
function isCriticalFromNetwork(text: string): boolean {
  const vector = parseVector(text);
  if ('error' in vector || vector.version === '2.0') return false;
  return vector.metrics.get('AV') === 'N' && scoreParsed(vector).severity === 'critical';
}
