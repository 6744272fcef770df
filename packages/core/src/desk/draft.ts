/** The decision that the desk records: its words and the day of its review, from what was shown. The same words for the same state, so that they can be compared. */
import type { ManagerId } from '../inventory/index.ts';

/** One source of an update at one client, as it stood when the desk was looked at. */
export type DeskSubject = {
  readonly manager: ManagerId;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly urgent: boolean;
  /** Of what it ends: how many, and the ids that are known to be exploited, sorted. */
  readonly vulnerabilities: number;
  readonly exploited: readonly string[];
  /** The first deadline on any device of the client. */
  readonly due: { readonly at: string; readonly by: string } | null;
};

export type DeskDraft = {
  readonly about: { readonly kind: 'update'; readonly manager: ManagerId; readonly sourceName: string; readonly sourceVersion: string };
  readonly scope: { readonly kind: 'client' };
  readonly kind: 'deploy';
  readonly recommendation: string;
  readonly reason: string;
  /** RFC 3339: Today asks then whether it is in. */
  readonly reviewAt: string;
};

/** A decision of the desk is looked at again after so many days, or at the deadline where that comes first, but for the first days, which the work needs. */
export const deskReviewDays = 14;
export const deskReviewSoonestDays = 2;

/** `at`: when the desk was looked at. */
export function deskDraft(subject: DeskSubject, at: Temporal.Instant): DeskDraft {
  const { manager, sourceName, sourceVersion, due } = subject;
  return {
    about: { kind: 'update', manager, sourceName, sourceVersion },
    scope: { kind: 'client' },
    kind: 'deploy',
    recommendation: `Install ${sourceName} ${sourceVersion}${byWhen(due, at)}.`,
    reason: `Decided at the Patch Tuesday desk of ${at.toString().slice(0, 10)}: ${reasonOf(subject)}.`,
    reviewAt: reviewOf(due?.at ?? null, at),
  };
}

/** Nobody can be told to have done it by a day that is over. */
function byWhen(due: DeskSubject['due'], at: Temporal.Instant): string {
  if (due === null) return '';
  const day = `${due.at.slice(0, 10)} (${due.by})`;
  return Temporal.Instant.compare(due.at, at) <= 0 ? ` now: it was due by ${day}` : ` by ${day}`;
}

function reasonOf({ urgent, vulnerabilities, exploited }: DeskSubject): string {
  const few = exploited.length > 3 ? `${exploited.slice(0, 3).join(', ')} and ${exploited.length - 3} more` : exploited.join(', ');
  const parts = [
    urgent ? 'urgent' : 'not urgent, and wanted all the same',
    vulnerabilities === 0
      ? 'no vulnerability is known that it ends'
      : `ends ${vulnerabilities} ${vulnerabilities === 1 ? 'vulnerability' : 'vulnerabilities'}`,
    ...(exploited.length === 0 ? [] : [`known to be exploited: ${few}`]),
  ];
  return parts.join('; ');
}

function reviewOf(due: string | null, at: Temporal.Instant): string {
  const soonest = at.add({ hours: 24 * deskReviewSoonestDays });
  const latest = at.add({ hours: 24 * deskReviewDays });
  const wanted = due === null ? latest : Temporal.Instant.from(due);
  const review = Temporal.Instant.compare(wanted, soonest) < 0 ? soonest : Temporal.Instant.compare(wanted, latest) > 0 ? latest : wanted;
  return review.toString({ smallestUnit: 'millisecond' });
}
