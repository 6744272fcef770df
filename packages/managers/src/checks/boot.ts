/** How long the last boot took, from the kernel's start until systemd had started what it was to start (org.freedesktop.systemd1(5), FinishTimestampMonotonic). */
import type { CheckKind } from './types.ts';

export const bootCheck: CheckKind<'boot'> = {
  kind: 'boot',
  async look(machine, { mostSeconds }, leftMs) {
    const asked = await machine.run(['systemctl', 'show', '--property=FinishTimestampMonotonic'], {
      timeoutMs: Math.min(leftMs, 15_000),
      maxOutputBytes: 4_096,
    });
    const micros = /^FinishTimestampMonotonic=(\d+)$/m.exec(asked.stdout)?.[1];
    if (asked.notStarted !== null || asked.exitCode !== 0 || micros === undefined)
      return {
        answer: 'could-not-measure',
        detail: `systemd does not say how long the boot took: ${asked.notStarted ?? asked.stderr.trim()}`,
      };
    if (micros === '0') return { answer: 'wait', detail: 'The device is still starting' };
    const seconds = Math.round(Number(micros) / 100_000) / 10;
    if (seconds <= mostSeconds) return { answer: 'passed', detail: `The last boot took ${seconds} seconds` };
    return { answer: 'failed', detail: `The last boot took ${seconds} seconds; at most ${mostSeconds} may be` };
  },
};
