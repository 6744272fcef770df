/** A systemd unit is active (systemctl(1), `show`). */
import type { CheckKind } from './types.ts';

const unitForm = /^[A-Za-z0-9:_.@\\-]{1,255}$/;

export const serviceCheck: CheckKind<'service'> = {
  kind: 'service',
  async look(machine, check, leftMs) {
    if (!unitForm.test(check.unit) || check.unit.startsWith('-'))
      return { answer: 'could-not-measure', detail: `“${check.unit}” is not the name of a unit` };
    const asked = await machine.run(['systemctl', 'show', '--property=LoadState,ActiveState,SubState', '--', check.unit], {
      timeoutMs: Math.min(leftMs, 15_000),
      maxOutputBytes: 16_384,
    });
    const values = new Map(
      asked.stdout.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const),
    );
    const active = values.get('ActiveState');
    if (asked.notStarted !== null || asked.exitCode !== 0 || active === undefined) {
      return {
        answer: 'could-not-measure',
        detail: `systemd does not answer about ${check.unit}: ${asked.notStarted ?? asked.stderr.trim() ?? ''}`,
      };
    }
    if (values.get('LoadState') !== 'loaded')
      return { answer: 'failed', detail: `There is no unit ${check.unit} on this device (${values.get('LoadState') ?? 'unknown'})` };
    const shown = `${check.unit} is ${active} (${values.get('SubState') ?? 'unknown'})`;
    if (active === 'active') return { answer: 'passed', detail: shown };
    return { answer: active === 'activating' || active === 'reloading' ? 'wait' : 'failed', detail: shown };
  },
};
