/** Runs a script through the engine and writes what happened: the same text for the same script, so that it can be kept and compared. */
import { describeEvent, toMs } from '../../deployment/index.ts';
import type { DeploymentEvent } from '../../deployment/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationResult } from '../types.ts';
import { timeIn } from '../words.ts';
import type { Expectation, Script } from './types.ts';

export type ScriptAnswer = {
  readonly text: string;
  readonly result: SimulationResult;
  readonly expectations: readonly { readonly line: string; readonly met: boolean; readonly instead: string | null }[];
};

/** What is told of every device would hide what matters. */
const untold: readonly DeploymentEvent['kind'][] = ['securing-sent', 'secured', 'run-progressed'];

export function runScript(script: Script): ScriptAnswer {
  const { state, from, seed, assumptions, happenings } = script;
  const time = timeIn(state.zone);
  const told: string[] = [];
  const result = simulate({ state, from, seed, assumptions, happenings }, (event, { words }) => {
    if (!untold.includes(event.kind)) told.push(`${time(event.at)}  ${describeEvent(event, words)}`);
  });
  const names = new Map(state.deployments.flatMap(({ devices }) => devices.map(({ deviceId, name }) => [deviceId, name])));
  const expectations = script.expectations.map((one) => {
    const instead = insteadOf(result, one, time);
    return { line: one.line, met: instead === null, instead };
  });
  const text = [
    ...told,
    '',
    ...devicesText(result, names, time),
    ...result.deployments.map(
      (one) =>
        `${one.title}: ${one.status}${one.finishedAt === null ? '' : ` at ${time(one.finishedAt)}`}, ${one.verified} of ${one.devices} verified.`,
    ),
    ...(result.complete ? [] : ['Cut off: it takes more steps than are allowed.']),
    ...expectations.map(({ line, instead }) => (instead === null ? `as expected: ${line}` : `NOT as expected: ${line} (${instead})`)),
  ].join('\n');
  return { text: `${text}\n`, result, expectations };
}

function devicesText(result: SimulationResult, names: ReadonlyMap<string, string>, time: (at: string) => string): readonly string[] {
  const lines = result.devices.map(({ deviceId, outcome, endedAt, deadline, why }) => {
    const end = outcome === null ? 'not done' : `${outcome}${endedAt === null ? '' : ` at ${time(endedAt)}`}`;
    const due =
      deadline === null ? '' : deadline.met ? `; in time for ${deadline.by}` : `; too late for ${deadline.by}, ${time(deadline.at)}`;
    return `${names.get(deviceId) ?? deviceId}: ${end}${due}${why === null ? '' : `. ${why}`}`;
  });
  return [...lines, ''];
}

/** What came instead; null: it is as expected. */
function insteadOf(result: SimulationResult, expectation: Expectation, time: (at: string) => string): string | null {
  switch (expectation.of) {
    case 'deployment': {
      const status = result.deployments[0]?.status ?? 'active';
      return status === expectation.status ? null : `it is ${status}`;
    }
    case 'hold': {
      // That it waits for its approval is no news.
      const reasons = result.holds.map(({ reason }) => reason).filter((reason) => reason !== 'approval');
      const { reason } = expectation;
      if (reason === null ? reasons.length === 0 : result.holds.some((hold) => hold.reason === reason)) return null;
      return reasons.length === 0 ? 'nothing held it' : `held by ${[...new Set(reasons)].join(', ')}`;
    }
    case 'ring': {
      const passedAt = result.rings.find(({ ring }) => ring === expectation.ring)?.passedAt ?? null;
      if (passedAt === null) return 'it did not pass';
      return isBefore(passedAt, expectation.before) ? null : `it passed at ${time(passedAt)}`;
    }
    case 'deadline': {
      const deadline = result.devices.find(({ deviceId }) => deviceId === expectation.deviceId)?.deadline ?? null;
      if (deadline === null) return 'it has no deadline';
      return deadline.met === expectation.met ? null : deadline.met ? 'it meets it' : 'it misses it';
    }
    case 'device': {
      const device = result.devices.find(({ deviceId }) => deviceId === expectation.deviceId);
      const outcome = device?.outcome ?? 'open';
      const endedAt = device?.endedAt ?? null;
      if (outcome === expectation.outcome && (expectation.before === null || (endedAt !== null && isBefore(endedAt, expectation.before))))
        return null;
      return `${outcome}${endedAt === null ? '' : ` at ${time(endedAt)}`}`;
    }
  }
}

function isBefore(at: string, before: number | null): boolean {
  return before === null || toMs(at) < before;
}
