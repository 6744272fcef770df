/** How often signed checks have run outside of a change. Nobody approves a single check, so that whoever holds a stolen server could ask for one all day: the device counts for itself. Pure. */

/** Runs of one command, outside of a change, in any hour. */
export const mostRunsAnHour = 12;

/** `document`: by what the command is known. `at`: RFC 3339, UTC. */
export type CommandRun = { readonly document: string; readonly at: string };

/**
 * The runs of the hour before `now`, with this one, or null where there were as many of its command as may be. One that lies ahead (the clock went back) counts as of now, so that it
 * neither is forgotten nor counts for ever.
 */
export function withCommandRun(runs: readonly CommandRun[], document: string, now: string): CommandRun[] | null {
  const kept = runsOfHour(runs, now);
  if (kept.filter((run) => run.document === document).length >= mostRunsAnHour) return null;
  return [...kept, { document, at: now }];
}

/** The runs of the hour before `now`. */
export function runsOfHour(runs: readonly CommandRun[], now: string): CommandRun[] {
  const until = Temporal.Instant.from(now);
  const since = until.subtract({ hours: 1 });
  return runs
    .filter(({ at }) => Temporal.Instant.compare(at, since) > 0)
    .map(({ document, at }) => ({ document, at: Temporal.Instant.compare(at, until) > 0 ? now : at }));
}
