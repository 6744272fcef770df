/** What devices tell at the end of an install, one of each kind. */
import type { Change, StepReceipt } from '@fettle/core/deployment';
import type { Trouble } from '@fettle/core/inventory';
import type { InstallResult } from '@fettle/protocol/agent';

export type ResultGiven = { readonly changes: readonly Change[]; readonly start: string; readonly checks: readonly string[] };

const diskFull: Trouble = {
  code: 'apt.disk-full',
  cause: 'The file system of /var has no room left.',
  retry: 'after-repair',
  nextStep: 'Make room in /var, then try again.',
  excerpt:
    "E: You don't have enough free space in /var/cache/apt/archives/.\ndpkg: error processing archive <libssl3> (--unpack):\n cannot copy extracted data: \u001b[1mNo space left on device\u001b[0m",
};
const failedRestart: Trouble = {
  code: 'apt.maintainer-script',
  cause: 'The script of openssl that runs after the change ended with an error.',
  retry: 'no',
  nextStep: 'Look at the log of the package on the device.',
  excerpt:
    'dpkg: error processing package openssl (--configure):\n installed openssl package post-installation script subprocess returned error exit status 1',
};

const minutes = (start: string, after: number) =>
  Temporal.Instant.from(start)
    .add({ seconds: Math.round(after * 60) })
    .toString({ fractionalSecondDigits: 3 });

function receipt(
  given: ResultGiven,
  step: StepReceipt['step'],
  from: number,
  to: number,
  more: Partial<StepReceipt> = {},
): InstallResult['receipts'][number] {
  const argv = [
    'apt-get',
    '-q',
    '-y',
    '--no-remove',
    '-o',
    'Dpkg::Options::=--force-confold',
    'install',
    ...given.changes.map(({ name, to: version }) => `${name}=${version ?? ''}`),
  ];
  const commands = step === 'apply' || step === 'roll-back' ? [{ argv, exitCode: more.ok === false ? 100 : 0 }] : [];
  const made = {
    step,
    startedAt: minutes(given.start, from),
    endedAt: minutes(given.start, to),
    ok: true,
    commands,
    trouble: null,
    detail: '',
    ...more,
  };
  return { ...made, commands: made.commands.map(({ argv: words, exitCode }) => ({ argv: [...words], exitCode })) };
}

function scan(given: ResultGiven, at: number, bootId: string, isIn: boolean, restartPending = false): InstallResult['after'] {
  return {
    at: minutes(given.start, at),
    bootId,
    packages: given.changes.map(({ name, architecture, from, to }) => ({
      name,
      architecture,
      version: (isIn ? to : from) ?? '',
      condition: 'installed',
    })),
    offers: isIn ? [] : given.changes.map(({ name, architecture, to }) => ({ name, architecture, to: to ?? '' })),
    restartPending,
  };
}

const answers = (given: ResultGiven, answer: 'passed' | 'failed', detail = '') =>
  given.checks.map((name) => ({ name, answer, detail, durationMs: 120 }));

/** In, with a restart in between. */
export function wentWell(given: ResultGiven): InstallResult {
  return {
    how: 'done',
    code: 'ok',
    detail: 'The approved changes are in.',
    bootIdBefore: '0f3c2f6a-8f0e-4b57-9a34-5f6a4d2b1c11',
    startedAt: minutes(given.start, 0),
    appliedAt: minutes(given.start, 2),
    restartDue: true,
    checksBefore: answers(given, 'passed'),
    checksAfter: answers(given, 'passed'),
    checksRolledBack: null,
    receipts: [
      receipt(given, 'check-before', 0, 0.1),
      receipt(given, 'apply', 0.2, 2, { detail: `Done: ${given.changes.map(({ name, to }) => `${name} ${to ?? ''}`).join(', ')}.` }),
      receipt(given, 'restart', 2, 3.5),
      receipt(given, 'check-after', 4, 4.1),
      receipt(given, 'scan', 4.2, 4.5),
    ],
    after: scan(given, 4.5, '7d1b9a52-3c1e-4f0b-8d55-b0a4cbb8f5e2', true),
  };
}

/** Checks that passed before fail after: the device takes itself back. */
export function wentBack(given: ResultGiven): InstallResult {
  return {
    ...wentWell(given),
    how: 'rolled back',
    code: 'checks.failed',
    detail: 'After the change checks fail that passed before. web: http://127.0.0.1/health answers 502, not 200.',
    restartDue: false,
    checksAfter: answers(given, 'failed', 'http://127.0.0.1/health answers 502, not 200'),
    checksRolledBack: answers(given, 'passed'),
    receipts: [
      receipt(given, 'apply', 0.2, 2, { detail: "Configuration file '/etc/ssl/openssl.cnf' ==> Keeping old config file as default." }),
      receipt(given, 'check-after', 2.1, 2.3, { ok: false, detail: 'web: http://127.0.0.1/health answers 502, not 200' }),
      receipt(given, 'roll-back', 2.4, 4),
      receipt(given, 'check-rolled-back', 4, 4.1),
    ],
    after: scan(given, 4.5, '0f3c2f6a-8f0e-4b57-9a34-5f6a4d2b1c11', false),
  };
}

/** The disk is full: nothing is in. */
export function wentWrong(given: ResultGiven): InstallResult {
  return {
    ...wentWell(given),
    how: 'failed',
    code: diskFull.code,
    detail: `${diskFull.cause} ${diskFull.nextStep}`,
    appliedAt: minutes(given.start, 1),
    restartDue: false,
    checksAfter: [],
    receipts: [receipt(given, 'apply', 0.2, 1, { ok: false, trouble: diskFull, detail: 'openssl is still at 3.0.16-1~deb12u1.' })],
    after: scan(given, 1.5, '0f3c2f6a-8f0e-4b57-9a34-5f6a4d2b1c11', false),
  };
}

/** It says that it is done, and could not look afterwards. */
export function wentDark(given: ResultGiven): InstallResult {
  return {
    ...wentWell(given),
    receipts: [
      receipt(given, 'apply', 0.2, 2, { trouble: failedRestart, detail: 'Repaired by the next step.' }),
      receipt(given, 'repair', 2, 2.5),
    ],
    checksAfter: [],
    after: null,
  };
}
