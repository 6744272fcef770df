/** What devices of the simulated world report. */
import type { RunPhase } from '../deployment/index.ts';

export type Message =
  | { readonly kind: 'secured' }
  | { readonly kind: 'phase'; readonly attempt: number; readonly phase: RunPhase }
  | {
      readonly kind: 'ended';
      readonly attempt: number;
      readonly how: 'done' | 'failed' | 'rolled back' | 'refused' | 'missed';
      readonly code: string;
      readonly detail: string;
    }
  | { readonly kind: 'scan'; readonly attempt: number }
  | { readonly kind: 'check'; readonly instructionId: string };
