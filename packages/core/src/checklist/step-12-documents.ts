/** Step 12: the documentation is updated. */
import { at, atDeployment, many, missing, nothingChanged, part, stand, when } from './stand.ts';
import type { Found, StepStanding } from './types.ts';

export type DocumentFacts = {
  /** Deployments of the last `days` that are over; and those of whose devices no record says how the change ended: their reports have a hole. */
  readonly days: number;
  readonly ended: number;
  readonly incomplete: Found;
  /** The programme document; null: none was ever made. */
  readonly programme: {
    readonly version: number;
    /** Whether it was compared with the records within the last `withinHours`, and a new version made where they say something else. */
    readonly compared: boolean;
    readonly withinHours: number;
    /** Parts that only people know; of those, the ones that nobody has written, and the ones whose day of review is past. */
    readonly parts: number;
    readonly missing: number;
    readonly overdue: number;
  } | null;
};

/** Installation reports are built from records whenever they are read, so they are never old. The programme document is compared with the records daily. */
export function documentStep({ days, ended, incomplete, programme }: DocumentFacts): StepStanding {
  const remedy = at('See the document', 'programme');
  return stand(
    [
      programme === null ? missing('No programme document was made yet.', remedy) : null,
      programme === null || programme.compared
        ? null
        : {
            state: 'attention',
            sentence: `The programme document was not compared with the records within ${programme.withinHours} hours.`,
            remedy,
          },
      when(
        programme?.missing ?? 0,
        'attention',
        `${part(programme?.missing ?? 0, programme?.parts ?? 0, 'part')} of the programme document that only people know ${programme?.missing === 1 ? 'is' : 'are'} not written.`,
        remedy,
      ),
      when(
        programme?.overdue ?? 0,
        'attention',
        `${part(programme?.overdue ?? 0, programme?.parts ?? 0, 'part')} of the programme document ${programme?.overdue === 1 ? 'is' : 'are'} overdue for review.`,
        remedy,
      ),
      ended === 0 ? nothingChanged(days) : null,
      when(
        incomplete.count,
        'attention',
        `${part(incomplete.count, ended, 'installation report')} can not say how each device ended.`,
        atDeployment('See the report', incomplete),
      ),
    ],
    [
      { key: 'incomplete', value: incomplete.count, of: ended },
      { key: 'missingParts', value: programme?.missing ?? 0, of: programme?.parts ?? 0 },
      { key: 'overdueParts', value: programme?.overdue ?? 0, of: programme?.parts ?? 0 },
    ],
    `The programme document says what the records say (version ${programme?.version ?? 0}), its parts are written and reviewed, and the reports of ${many(ended, 'deployment')} are whole.`,
  );
}
