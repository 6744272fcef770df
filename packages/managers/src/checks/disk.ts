/** Room on a file system: df(1) in the form of POSIX, which tells what an unprivileged writer may still use. */
import type { CheckKind } from './types.ts';

export const diskCheck: CheckKind<'disk'> = {
  kind: 'disk',
  async look(machine, { path, least, unit }, leftMs) {
    if (!path.startsWith('/')) return { answer: 'could-not-measure', detail: `“${path}” is not a path from the root` };
    const asked = await machine.run(['df', '-P', '-k', '--', path], { timeoutMs: Math.min(leftMs, 15_000), maxOutputBytes: 16_384 });
    const row = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(
      asked.stdout.split('\n').find((line) => line.startsWith('/') || /\s\d+%\s/.test(line)) ?? '',
    );
    if (asked.notStarted !== null || asked.exitCode !== 0 || row === null)
      return { answer: 'could-not-measure', detail: `df does not answer about ${path}: ${asked.notStarted ?? asked.stderr.trim()}` };
    const [used, left] = [Number(row[2]), Number(row[3])];
    if (used + left === 0) return { answer: 'could-not-measure', detail: `${path} is on a file system that has no room of its own` };
    const percent = (left / (used + left)) * 100;
    const mebibytes = Math.floor(left / 1_024);
    const shown = `${path} has ${mebibytes} MiB left, ${percent.toFixed(1)} %`;
    const isEnough = unit === 'percent' ? percent >= least : mebibytes >= least;
    if (isEnough) return { answer: 'passed', detail: shown };
    return { answer: 'failed', detail: `${shown}; at least ${least} ${unit === 'percent' ? '%' : 'MiB'} must be` };
  },
};
