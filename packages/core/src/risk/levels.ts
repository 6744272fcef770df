/** SSVC level and BOD 26-04 time of a vulnerability on a device, by the official tables. */
import type { RiskFacts } from './facts.ts';
import { cisaBod2604, cisaCoordinator, lookUp } from './ssvc/index.ts';

export const ssvcLevels = ['track', 'track*', 'attend', 'act'] as const;
export type SsvcLevel = (typeof ssvcLevels)[number];

/** Shortest last. */
export const bodBands = ['fix on system upgrade', '60 days', '14 days', '3 days', '3 days & forensic investigation'] as const;
export type BodBand = (typeof bodBands)[number];

/** The level of the CISA Coordinator table 2.0.3; null where the update mends no vulnerability. */
export function ssvcLevelOf(facts: RiskFacts): SsvcLevel | null {
  if (!facts.vulnerability) return null;
  const exploitation = facts.exploitation === 'poc' ? 'public poc' : facts.exploitation;
  const answer = lookUp(cisaCoordinator, [exploitation, yesNo(facts.automatable), facts.technicalImpact, facts.device.mission]);
  return ssvcLevels.find((level) => level === answer) ?? null;
}

/** The time of the BOD 26-04 table 1.0.0; null where the update mends no vulnerability. */
export function bodBandOf(facts: RiskFacts): BodBand | null {
  if (!facts.vulnerability) return null;
  const words = [yesNo(facts.inKev), yesNo(facts.device.exposed), yesNo(facts.automatable), facts.technicalImpact];
  const answer = lookUp(cisaBod2604, words);
  return bodBands.find((band) => band === answer) ?? null;
}

/** Calendar days of a BOD 26-04 time; null: with the next upgrade of the system. */
export function bodDays(band: BodBand): number | null {
  const days = Number.parseInt(band, 10);
  return Number.isNaN(days) ? null : days;
}

function yesNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no';
}
