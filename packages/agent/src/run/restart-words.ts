/** What people are shown before a restart, and the line of it in the report. Made here from the approved spec alone: no text of the server's reaches a screen. */
import type { RestartStep, RestartWhen } from '@fettle/core/restarts';
import type { Told } from '@fettle/managers/system';

type Telling = Extract<RestartStep, { do: 'tell' }>;
type Words = { readonly title: string; readonly text: string };
/** What a device that goes back to its snapshot loses: what was written since a time (RFC 3339), in these folders too. */
export type Loss = { readonly since: string; readonly folders: readonly string[] };

/** `loss` null: the restart takes nothing back. */
export function restartMessage(rule: RestartWhen, { progress, postponesLeft }: Telling, now: string, loss: Loss | null): Words {
  const at = Temporal.Instant.fromEpochMilliseconds(progress.restartAt);
  const local = at.toZonedDateTimeISO(Temporal.Now.timeZoneId()).toPlainTime().toString({ smallestUnit: 'minute' });
  const minutes = Math.max(1, Math.round(Temporal.Instant.from(now).until(at).total('minutes')));
  const inMinutes = minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const forced = rule.kind !== 'ask' || rule.atEnd === 'force' || postponesLeft > 0;
  const soon = `this device restarts at ${local}, in ${inMinutes}.`;
  const please = 'Please restart this device; it is not done by itself.';
  const taken = forced ? `Updates are in, and ${soon} Save your work.` : `Updates are in and work only after a restart. ${please}`;
  const main = loss === null ? taken : `${backInWords(loss)} ${forced ? `For that ${soon}` : please}`;
  if (rule.kind !== 'ask') return { title: 'This device restarts soon', text: main };
  const times = postponesLeft === 1 ? 'once more' : `${postponesLeft} more times`;
  const off =
    postponesLeft > 0 ? `To put it off by ${rule.minutes} minutes (${times}): fettle-agent postpone.` : 'It can not be put off any more.';
  return { title: 'This device has to restart', text: `${main}\n${off} To restart now: fettle-agent postpone --restart-now.` };
}

/** For whoever is signed in when a device begins to go back, by whatever rule it restarts: work that is saved on it then is lost. */
export function goingBackMessage(loss: Loss): Words {
  return { title: 'This device goes back', text: backInWords(loss) };
}

function backInWords({ since, folders }: Loss): string {
  const at = Temporal.Instant.from(since).toZonedDateTimeISO(Temporal.Now.timeZoneId()).toPlainDateTime();
  const where = folders.length === 0 ? '' : `, in ${folders.slice(0, 8).join(', ')} too`;
  return `An update failed. With its next restart this device goes back to how it was at ${at.toString({ smallestUnit: 'minute' }).replace('T', ' ')}. What was saved on it since then is lost${where}: save your work somewhere else.`;
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
