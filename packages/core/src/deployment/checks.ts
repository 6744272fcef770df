/**
 * Health checks that a device runs on itself before and after a change. A kind of check is one member of the union and one
 * folder entry in `packages/managers/src/checks`; answers know three values because "could not measure" is neither good nor bad.
 */

import type { SignedCommandRef } from './signed-commands.ts';

type Of<Kind extends string, Fields> = { readonly kind: Kind; readonly name: string; readonly timeoutSeconds: number } & Readonly<Fields>;

/** As journalctl(1) names priorities: that one and what is worse. */
export const journalPriorities = ['warning', 'err', 'crit', 'alert', 'emerg'] as const;
export type JournalPriority = (typeof journalPriorities)[number];

/**
 * `service`: a systemd unit is active. `process`: a process of that name runs. `tcp`: something on this device accepts a connection. `http`: a URL on this
 * device answers `expectStatus` to a GET (redirects are not followed), and where `contains` is there its first 256 KiB hold that text. `dns`: the device's
 * own resolver knows a name, and where `address` is there, that address is among the answers. `disk`: so much is left on the file system of `path`.
 * `mount`: something is mounted at `path`. `certificate`: the certificates of a PEM file are valid for `days` more. `tls`: the same of what a port of this
 * device shows. `journal`: at most `most` lines of a priority (of a unit, or of all) since the change began; before it, and when it is asked again later, within the last hour. `boot`: the last
 * boot took at most so long. `command`: a command that the root key signed for checks ends with exit code 0 (75: it could not measure). `cpu`, `memory`: processors are busy, and memory is in use, at
 * most so many percent more than usual at these hours on this device. `slower`: the `http` or `tcp` check of that name is answered in at most so many times the usual time. `timeoutSeconds` bounds the whole check, retries included: a service that needs a moment after its restart passes as soon as
 * it answers.
 */
export type HealthCheck =
  | Of<'service', { unit: string }>
  | Of<'process', { process: string }>
  | Of<'tcp', { host: string; port: number }>
  | Of<'http', { url: string; expectStatus: number; contains?: string | undefined }>
  | Of<'dns', { query: string; address?: string | undefined }>
  | Of<'disk', { path: string; least: number; unit: 'percent' | 'mebibytes' }>
  | Of<'mount', { path: string }>
  | Of<'certificate', { path: string; days: number }>
  | Of<'tls', { host: string; port: number; days: number; serverName?: string | undefined }>
  | Of<'journal', { unit?: string | undefined; priority: JournalPriority; most: number }>
  | Of<'boot', { mostSeconds: number }>
  | Of<'command', { command: SignedCommandRef }>
  | Of<'cpu', { mostPercentOver: number }>
  | Of<'memory', { mostPercentOver: number }>
  | Of<'slower', { of: string; mostTimesSlower: number }>;

export const healthCheckKinds = [
  'service',
  'process',
  'tcp',
  'http',
  'dns',
  'disk',
  'mount',
  'certificate',
  'tls',
  'journal',
  'boot',
  'command',
  'cpu',
  'memory',
  'slower',
] as const satisfies readonly HealthCheck['kind'][];

/** What one check found. `detail` is for a person: what was asked and what came back, at most 2,000 characters. */
export type CheckAnswer = {
  readonly name: string;
  readonly answer: 'passed' | 'failed' | 'could-not-measure';
  readonly detail: string;
  readonly durationMs: number;
};
