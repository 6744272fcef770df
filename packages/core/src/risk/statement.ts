/** The risk of one update on one device, in sentences for whoever decides: what the device carries, why the update is urgent or not, by when, what could go wrong. */
import type { PatchRisk } from './patch-risk.ts';

export type StatementInput = {
  readonly device: string;
  /** The business service that the device carries, and what its outage means in the client's words; null: nobody said. */
  readonly service: string | null;
  readonly outage: string | null;
  /** Name and version. */
  readonly update: string;
  readonly urgency: 'urgent' | 'normal';
  /** The first of the reasons. */
  readonly why: string | null;
  /** `at`: as people read it. Null: no deadline holds. */
  readonly due: { readonly at: string; readonly by: string; readonly isOver: boolean } | null;
  readonly patchRisk: PatchRisk;
};

export type StatementPart = { readonly about: 'service' | 'urgency' | 'deadline' | 'patch-risk'; readonly sentence: string };

/** Four parts in this order, of which none is weighed against another: that is for the person who reads them. */
export function riskStatement(input: StatementInput): readonly StatementPart[] {
  return [
    { about: 'service', sentence: serviceSentence(input) },
    { about: 'urgency', sentence: urgencySentence(input) },
    { about: 'deadline', sentence: deadlineSentence(input) },
    { about: 'patch-risk', sentence: riskSentence(input) },
  ];
}

function serviceSentence({ device, service, outage }: StatementInput): string {
  if (service === null && outage === null) return `Which business service ${device} carries is not set, nor what its outage means.`;
  if (service === null) return `Which business service ${device} carries is not set. What its outage means: ${ended(outage ?? '')}`;
  return `${device} carries ${service}. ${outage === null ? 'What its outage means is not set.' : `What its outage means: ${ended(outage)}`}`;
}

function urgencySentence({ update, urgency, why }: StatementInput): string {
  const word = urgency === 'urgent' ? 'urgent' : 'not urgent';
  return why === null ? `${update} is ${word} here.` : `${update} is ${word} here: ${ended(why)}`;
}

function deadlineSentence({ due }: StatementInput): string {
  if (due === null) return 'No deadline holds for it here.';
  return due.isOver ? `It had to be in by ${due.at} (${due.by}) and is overdue.` : `It must be in by ${due.at} (${due.by}).`;
}

function riskSentence({ patchRisk: { level, reasons } }: StatementInput): string {
  return `The risk of the update itself is ${level} here: ${reasons.map((reason) => ended(reason.sentence)).join(' ')}`;
}

function ended(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
