/** Lines of the system's journal since a time: journalctl(1). Their text stays on the device: it may hold what is nobody else's business. */
import type { CheckKind } from './types.ts';

const unitForm = /^[A-Za-z0-9_:][A-Za-z0-9:_.@\\-]{0,254}$/;
/** Where nobody says since when. */
const hourMs = 3_600_000;
/** Each is one line of JSON: its place, its times and its priority. */
const bytesALine = 1_000;

export const journalCheck: CheckKind<'journal'> = {
  kind: 'journal',
  async look(machine, { unit, priority, most }, leftMs, since) {
    if (unit !== undefined && !unitForm.test(unit)) return { answer: 'could-not-measure', detail: `“${unit}” is not the name of a unit` };
    const from = since === null ? Date.now() - hourMs : Date.parse(since);
    if (Number.isNaN(from)) return { answer: 'could-not-measure', detail: `“${since ?? ''}” is not a time` };
    const argv = [
      'journalctl',
      '--quiet',
      '--no-pager',
      '--output=json',
      '--output-fields=PRIORITY',
      `--priority=${priority}`,
      `--since=@${Math.floor(from / 1_000)}`,
      `--lines=${most + 1}`,
      ...(unit === undefined ? [] : [`--unit=${unit}`]),
    ];
    const asked = await machine.run(argv, { timeoutMs: Math.min(leftMs, 60_000), maxOutputBytes: (most + 1) * bytesALine + 65_536 });
    if (asked.notStarted !== null || asked.exitCode !== 0 || asked.timedOut || asked.truncated) {
      const why = asked.notStarted ?? (asked.timedOut ? 'it took too long' : asked.truncated ? 'it said too much' : asked.stderr.trim());
      return { answer: 'could-not-measure', detail: `The journal can not be asked: ${why}` };
    }
    const count = asked.stdout.split('\n').filter((line) => line.startsWith('{')).length;
    const whose = unit ?? 'all units';
    const when = since === null ? 'in the last hour' : `since ${new Date(from).toISOString()}`;
    const shown = `${count > most ? `more than ${most}` : count} of priority ${priority} or worse from ${whose} ${when}`;
    return count > most
      ? { answer: 'failed', detail: `${shown}; “journalctl --priority=${priority}” on the device shows them` }
      : { answer: 'passed', detail: shown };
  },
};
