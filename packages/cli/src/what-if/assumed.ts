import type { Command } from '@commander-js/extra-typings';

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
