/** Step 12: the documentation is updated, and the process behind it is audited. */
import { longOverdueDays } from '../process-audit/due.ts';
import type { AuditStanding } from '../process-audit/due.ts';
import { at, atDeployment, many, missing, nothingChanged, part, stand, when } from './stand.ts';
import type { Found, StepReason, StepStanding } from './types.ts';

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
  /** How the client stands in the audits of its process. */
  readonly audits: AuditStanding;
};

/** Installation reports are built from records whenever they are read, so they are never old. The programme document is compared with the records daily. */
export function documentStep({ days, ended, incomplete, programme, audits }: DocumentFacts): StepStanding {
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
      auditReason(audits),
      when(
        audits.overdueActions,
        'attention',
        `${part(audits.overdueActions, audits.openActions, 'open action')} of process audits ${audits.overdueActions === 1 ? 'is' : 'are'} overdue.`,
        at('See the audits', 'audits'),
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
      { key: 'overdueActions', value: audits.overdueActions, of: audits.openActions },
    ],
    `The programme document says what the records say (version ${programme?.version ?? 0}), its parts are written and reviewed, the reports of ${many(ended, 'deployment')} are whole, and the process was audited on ${audits.last?.on ?? 'no day'}.`,
  );
}

/** Never audited is unknown: nobody looked. Overdue asks for a person, and fails where it is so for long. */
function auditReason({ state, last, nextOn }: AuditStanding): StepReason | null {
  const remedy = at('See the audits', 'audits');
  if (state === 'never') return missing('The process was never audited.', at('Start an audit', 'audits'));
  if (state === 'current') return null;
  const sentence = `The process audit was due on ${nextOn}; the last one was on ${last?.on ?? 'no day'}.`;
  return state === 'long-overdue'
    ? { state: 'failing', sentence: `${sentence} It is overdue for more than ${longOverdueDays} days.`, remedy }
    : { state: 'attention', sentence, remedy };
}
