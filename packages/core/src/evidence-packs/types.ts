/** An evidence pack: what a framework asks for, what the records of a client answer over a period, and the records themselves. */
import type { Attainment } from '../months/index.ts';

/** What a clause is about, as far as Fettle has records. `outside`: it has none. */
export const packTopics = [
  'deadlines',
  'ranking',
  'scanning',
  'database',
  'changes',
  'supported',
  'discovery',
  'review',
  'outside',
] as const;
export type PackTopic = (typeof packTopics)[number];

/** What the answers are made from. Counts of devices are as of `asOf`, RFC 3339; everything else is of the period. */
export type PackFacts = {
  readonly from: string;
  readonly until: string;
  readonly asOf: string;
  /** Deadlines are recorded since then. */
  readonly recordedSince: string;
  /** Of deadlines that a clause of this framework set, being the tightest that held for the client, by clause; and of all. */
  readonly byClause: Readonly<Record<string, Attainment>>;
  readonly all: Attainment;
  readonly devices: number;
  /** By a number of days: devices that were scanned within so many before `asOf`. */
  readonly scannedWithin: Readonly<Record<number, number>>;
  readonly feeds: { readonly on: number; readonly late: number };
  readonly changes: {
    readonly deployments: number;
    readonly approved: number;
    /** Of those of which a test on a few devices first can be judged, how many have whole evidence of it. */
    readonly toTest: number;
    readonly tested: number;
    readonly verified: number;
    readonly failed: number;
    readonly takenBack: number;
  };
  /** Null: the twelve steps were not computed lately. */
  readonly pastSupport: number | null;
  readonly discovered: { readonly machines: number; readonly undecided: number };
  /** Monthly reports of whole months of the period, and how many such months there are. */
  readonly months: number;
  readonly wholeMonths: number;
  readonly exceptions: number;
};

/** `shown`: the records show it. `gaps`: they show where it was not so. `not-shown`: there are no records of it. */
export const answerStates = ['shown', 'gaps', 'not-shown'] as const;
export type AnswerState = (typeof answerStates)[number];

export type ClauseAnswer = {
  readonly clause: string;
  /** What the clause asks for, in a sentence of ours. */
  readonly asks: string;
  /** False: not yet checked against the text of the clause itself. */
  readonly confirmed: boolean;
  readonly topic: PackTopic;
  readonly state: AnswerState;
  readonly sentence: string;
  /** Files of the pack in which it stands. */
  readonly files: readonly string[];
};
