import type { Command } from '@commander-js/extra-typings';
import type { Assumptions } from '@fettle/core/simulation';
import { approvedAfter, shareOf, spanOf } from './options.ts';

/** The options by which people say what a simulation assumes, with what is taken where they say nothing. */
export function withAssumptions<Args extends unknown[], Options extends Record<string, unknown>>(
  command: Command<Args, Options>,
  { away, fail }: { readonly away: string; readonly fail: string },
) {
  return command
    .option('--away <share>', 'so many devices are away from the start, such as 8%', away)
    .option('--away-for <span>', 'about so long', '48h')
    .option('--fail <share>', 'on so many devices the change fails', fail)
    .option('--refuse <share>', 'so many devices refuse', '0%')
    .option('--approve-after <span>', 'everybody who must has approved after so long, such as 2d; "never": nobody does', '0s')
    .option('--release-after <span>', 'a person releases each hold after so long, such as 4h; else nobody does')
    .option('--seed <number>', 'the same seed gives the same future', '1');
}

type Said = {
  readonly away: string;
  readonly awayFor: string;
  readonly fail: string;
  readonly refuse: string;
  readonly approveAfter: string;
  readonly releaseAfter?: string | undefined;
};

type Assumed = 'awayShare' | 'awaySeconds' | 'failShare' | 'refuseShare' | 'approveAfterSeconds' | 'releaseAfterSeconds';

/** What was said by these options. Refuses what is no share or span. */
export function assumedBy({ away, awayFor, fail, refuse, approveAfter, releaseAfter }: Said): Pick<Assumptions, Assumed> {
  return {
    awayShare: shareOf('--away', away),
    awaySeconds: spanOf('--away-for', awayFor),
    failShare: shareOf('--fail', fail),
    refuseShare: shareOf('--refuse', refuse),
    approveAfterSeconds: approvedAfter(approveAfter),
    releaseAfterSeconds: releaseAfter === undefined ? null : spanOf('--release-after', releaseAfter),
  };
}
