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

/** Why it is an emergency by the rule, in words that go on after its id; null: it is none, or nobody knows. */
export function whyEmergency(rule: EmergencyRule, { exploitation, vectors }: EmergencyFacts): string | null {
  if (rule.exploited && exploitation?.trim().toLowerCase() === 'active') return 'said to be exploited';
  if (!rule.critical) return null;
  const vector = vectors.find(isCriticalFromNetwork);
  return vector === undefined ? null : `critical, attacked over the network (${vector})`;
}

/** CVSS 2.0 has no severity “critical” (NVD bands), so that it never counts; a vector that can not be read says nothing. */
function isCriticalFromNetwork(text: string): boolean {
  const vector = parseVector(text);
  if ('error' in vector || vector.version === '2.0') return false;
  return vector.metrics.get('AV') === 'N' && scoreParsed(vector).severity === 'critical';
}
