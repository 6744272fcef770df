/** What a ring had shown when it passed, in whole sentences beside that of its counts: for the report, the terminal and the screens. */
import type { GateEvidence } from './gate-evidence.ts';
import { count } from './holds.ts';
import { ended } from './words.ts';
import { attachedInWords } from './test-steps.ts';

export type EvidenceWords = {
  /** An instant (RFC 3339) as the reader reads it. */
  readonly time: (instant: string) => string;
  readonly person: (id: string) => string;
};

/** Soak, checks, test steps, what later rings have that this test does not stand for, and where people let it go on. */
export function evidenceInWords(evidence: GateEvidence, { time, person }: EvidenceWords): readonly string[] {
  const { soakedFrom, soakedUntil, checksPassed, tests, notCovered, standIns = [], promoted, goOn } = evidence;
  return [
    `It was watched from ${time(soakedFrom)} until ${time(soakedUntil)}.`,
    ...(promoted === undefined ? [] : promotedInWords(promoted, { time, person })),
    checksPassed === null
      ? promoted !== undefined
        ? 'Health checks were not waited for.'
        : 'Its devices have no health checks.'
      : `At the end the health checks of ${count(checksPassed, 'device')} passed again.`,
    ...tests.map(
      ({ step, result, by, detail, accepted, attachments }) =>
        `Test step “${step}”: ${result}${by === 'engine' || by === 'Fettle' ? '' : `, by ${person(by)}`}. ${ended(detail)}${attachedInWords(attachments)}${accepted ? ' A person let it go on all the same.' : ''}`,
    ),
    ...notCovered,
    ...standIns.map(({ sentence }) => sentence),
    ...goOn.map(({ by, at, because }) => `${person(by)} let it go on at ${time(at)}: ${ended(because)}`),
  ];
}

function promotedInWords(
  { by, at, because, soakUntil, stepsOpen }: NonNullable<GateEvidence['promoted']>,
  { time, person }: EvidenceWords,
): readonly string[] {
  return [
    `${person(by)} promoted it at ${time(at)}; its soak was to last until ${time(soakUntil)}: ${ended(because)}`,
    ...(stepsOpen.length === 0 ? [] : [`Not done of its test plan: ${stepsOpen.join(', ')}.`]),
  ];
}
