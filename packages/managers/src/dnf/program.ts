/**
 * Which dnf this device has. dnf 4 is a Python program and library (dnf.readthedocs.io/en/latest/api.html); `yum` is its second name since Enterprise Linux 8. The
 * interpreter in its first line is the one that has the library: on Enterprise Linux 8 that is not `python3`.
 */
import type { Trouble } from '@fettle/core/inventory';
import type { Machine } from '../machine/index.ts';
import { troubleOf } from './translate.ts';

/** `command`: how it is called; `python`: its interpreter. */
export type Program = { readonly command: 'dnf' | 'yum'; readonly python: string };
export type ProgramAnswer = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly trouble: Trouble };

/** Looks at `/usr/bin/dnf`, then `/usr/bin/yum`. dnf 5 and yum 3 are other programs: trouble `dnf.other-version`. */
export async function findProgram(machine: Machine): Promise<ProgramAnswer> {
  for (const command of ['dnf', 'yum'] as const) {
    const text = await machine.readFile(`/usr/bin/${command}`, 4096);
    if (text === null) continue;
    const python = /^#!\s*(\/\S*python[\d.]*)(?:\s|$)/.exec(text)?.[1];
    // yum 3 imports its own library, dnf 4 that of dnf.
    if (python !== undefined && /\bdnf\b/.test(text)) return { ok: true, program: { command, python } };
    return { ok: false, trouble: troubleOf('dnf.other-version', { program: command }) };
  }
  return { ok: false, trouble: troubleOf('dnf.not-installed', { program: 'dnf' }) };
}
