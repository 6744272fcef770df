/** What a language must be able to say. One file a language, one line in `languages.ts`. */
import type { RunOutcome } from '../deployment/types.ts';
import type { NoticeFacts } from './types.ts';
import type { Phrase } from './phrase.ts';

export type Tally = { readonly verified: number; readonly total: number };

export type AcknowledgePage = {
  readonly title: string;
  readonly lead: (providerName: string) => string;
  readonly confirm: string;
  readonly confirmed: string;
  readonly confirmedWhy: (providerName: string) => string;
};

export type Words = {
  /** Months from January, days from Monday. */
  readonly months: readonly string[];
  readonly days: readonly string[];
  /** A date from its parts, e.g. `Sunday 8 March 2026`. */
  readonly date: (parts: { readonly weekday: string; readonly day: number; readonly month: string; readonly year: number }) => string;
  /** From a moment to a moment, each already in words. */
  readonly span: (from: string, to: string) => string;
  /** The zone behind times. `offsetAfter` differs from `offset` where the clocks change in between. */
  readonly inZone: (zone: string, offset: string, offsetAfter: string) => string;
  readonly zoneUnknown: (zone: string) => string;
  readonly timeNotKnown: string;

  readonly subject: Readonly<Record<NoticeFacts['kind'], (facts: NoticeFacts, when: string, tally: Tally) => Phrase>>;
  readonly greeting: (name: string) => Phrase;
  readonly opening: Readonly<Record<NoticeFacts['kind'], (facts: NoticeFacts, tally: Tally) => Phrase>>;
  readonly when: (when: string) => Phrase;
  readonly sitesTitle: Phrase;
  readonly site: (name: string, when: string) => Phrase;
  readonly restart: Readonly<Record<NoticeFacts['restart'], Phrase>>;
  /** What stops while a device is changed, beside a restart. */
  readonly stops: Phrase;
  readonly lasts: (minutes: number) => Phrase;
  readonly announced: (when: string) => Phrase;
  readonly acknowledge: (link: string) => Phrase;
  /** The page that the link of an announcement opens. */
  readonly page: AcknowledgePage;
  readonly please: (providerName: string) => Phrase;
  readonly countsTitle: Phrase;
  readonly counts: Readonly<Record<keyof NoticeFacts['counts'], (count: number, total: number) => Phrase>>;
  readonly devicesTitle: Phrase;
  readonly device: (name: string, outcome: string | null) => Phrase;
  readonly outcomes: Readonly<Record<RunOutcome, string>>;
  readonly updatesTitle: Phrase;
  readonly update: (update: NoticeFacts['updates'][number]) => Phrase;
  readonly reasonsTitle: Phrase;
  readonly more: (count: number) => Phrase;
  readonly closing: (providerName: string) => Phrase;
};
