/** What people are shown before a restart, and the line of it in the report. Made here from the approved spec alone: no text of the server's reaches a screen. */
import type { RestartStep, RestartWhen } from '@fettle/core/restarts';
import type { Told } from '@fettle/managers/system';

type Telling = Extract<RestartStep, { do: 'tell' }>;

export function restartMessage(
  rule: RestartWhen,
  { progress, postponesLeft }: Telling,
  now: string,
): { readonly title: string; readonly text: string } {
  const at = Temporal.Instant.fromEpochMilliseconds(progress.restartAt);
  const local = at.toZonedDateTimeISO(Temporal.Now.timeZoneId()).toPlainTime().toString({ smallestUnit: 'minute' });
  const minutes = Math.max(1, Math.round(Temporal.Instant.from(now).until(at).total('minutes')));
  const inMinutes = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const forced = rule.kind !== 'ask' || rule.atEnd === 'force' || postponesLeft > 0;
  const main = forced
    ? `Updates are in, and this device restarts at ${local}, in ${inMinutes}. Save your work.`
    : `Updates are in and work only after a restart. Please restart this device; it is not done by itself.`;
  if (rule.kind !== 'ask') return { title: 'This device restarts soon', text: main };
  const times = postponesLeft === 1 ? 'once more' : `${postponesLeft} more times`;
  const off =
    postponesLeft > 0 ? `To put it off by ${rule.minutes} minutes (${times}): fettle-agent postpone.` : 'It can not be put off any more.';
  return { title: 'This device has to restart', text: `${main}\n${off} To restart now: fettle-agent postpone --restart-now.` };
}

export function toldLine(told: readonly Told[], { progress, postponesLeft }: Telling, rule: RestartWhen): string {
  const names = (ok: boolean) => told.filter((one) => one.ok === ok).map(({ session, way }) => `${session.user} (${session.id}, ${way})`);
  const [seen, unseen] = [names(true), names(false)];
  const at = Temporal.Instant.fromEpochMilliseconds(progress.restartAt).toString({ smallestUnit: 'second' });
  const whom = seen.length === 0 ? 'a message could be shown to nobody' : `shown to ${seen.join(', ')}`;
  const not = unseen.length === 0 ? '' : `; not to ${unseen.join(', ')}`;
  const off =
    rule.kind === 'ask'
      ? `; it can be put off ${postponesLeft === 0 ? 'no more' : postponesLeft === 1 ? 'once' : `${postponesLeft} times`}`
      : '';
  return `a restart is due at ${at}${off}: ${whom}${not}`;
}
