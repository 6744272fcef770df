/** Machines without an agent: what is known of them, and what was decided about them. */
import type { DeviceTier } from '../risk/index.ts';

export const discoveredKinds = ['router', 'printer', 'camera', 'nas', 'hypervisor', 'server', 'other'] as const;
export type DiscoveredKind = (typeof discoveredKinds)[number];

/** What people or a file said; null: nobody said. Nothing in it was seen by an agent. */
export type DiscoveredFacts = {
  readonly name: string;
  readonly siteId: string | null;
  readonly kind: DiscoveredKind;
  readonly owner: string | null;
  readonly tier: DeviceTier | null;
  readonly address: string | null;
  readonly serial: string | null;
  /** As `cleanMac` writes it. */
  readonly mac: string | null;
  /** Operating system or firmware, as far as it is known. */
  readonly system: string | null;
  /** Who or what found it. */
  readonly source: string;
  /** A day. */
  readonly lastSeen: string | null;
};

/** `reopened`: what was decided before counts no more. */
export const discoveredAnswers = ['enrolled', 'waved-off', 'by-hand', 'reopened'] as const;
export type DiscoveredAnswer = (typeof discoveredAnswers)[number];

/** Why a person is needed. */
export const discoveredGaps = ['undecided', 'review-due', 'patch-overdue', 'device-retired'] as const;
export type DiscoveredGap = (typeof discoveredGaps)[number];
