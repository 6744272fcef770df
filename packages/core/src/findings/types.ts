import type { ManagerId, Trouble, UpdateClass, WithheldReason } from '../inventory/types.ts';

/** Why something was judged as it was. The code is stable, the sentence is for people. */
export type FindingReason = {
  readonly code: 'security-pocket' | 'no-security-pocket' | 'names-cves' | 'names-no-cves' | 'cves-unknown' | 'withheld';
  readonly sentence: string;
};

export type Urgency = 'urgent' | 'normal';

/**
 * One update that a device lacks, by the word of its own package manager. It is this device's word: its class and its CVE ids
 * are claims, and stay with it.
 */
export type Finding = {
  readonly manager: ManagerId;
  readonly name: string;
  readonly architecture: string;
  readonly from: string;
  readonly to: string;
  readonly sourceName: string;
  readonly sourceVersion: string;
  readonly class: UpdateClass;
  /** CVE ids that the update's changelog names, sorted. `null`: not known. An empty list: it was read and names none. */
  readonly cves: readonly string[] | null;
  readonly urgency: Urgency;
  readonly reasons: readonly FindingReason[];
  readonly withheld: WithheldReason | null;
  readonly bytes: number;
};

/** What a scan says is missing. `unasked` holds the managers that could not answer: their findings are unknown, not none. */
export type FindingsAnswer = {
  readonly findings: readonly Finding[];
  readonly unasked: readonly { readonly manager: ManagerId; readonly trouble: Trouble }[];
};
