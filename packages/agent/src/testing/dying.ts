/** An agent in processes of its own that are killed at named places and started again, as a service manager would, until the run has ended. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLive } from './live.ts';
import type { Live, Order } from './live.ts';
import { simAgentCommand } from './bundled.ts';
import type { SimSettings } from './sim-device.ts';

export type Scenario = { readonly order: Order; readonly device: Partial<SimSettings> };
export type Ending = {
  readonly live: Live;
  /** Every place that was passed, with its number: `agent after-write:contact.json#1`. */
  readonly places: readonly string[];
  /** Where a process was killed. */
  readonly killedAt: readonly string[];
  readonly lives: number;
};

const longestMs = 60_000;

/** Lives through a scenario, and gives what is there at the end. The caller closes it. */
export async function liveThrough(scenario: Scenario, killAt: readonly string[]): Promise<Ending> {
  const live = await openLive();
  live.device.set(scenario.device);
  live.server.say.instructions = [live.order(scenario.order)];
  const log = join(live.device.folder, 'places');
  const command = await simAgentCommand();
  const env = {
    ...process.env,
    FETTLE_SIM_DEVICE: live.device.folder,
    FETTLE_AGENT_STOP_LOG: log,
    FETTLE_AGENT_STOP_EACH: killAt.join('|'),
  };
  const [program, ...words] = [...command, 'run', '--state', live.folders.root];
  let lives = 0;
  let child: ChildProcess | null = null;
  const until = Date.now() + longestMs;
  while (!isOver(live)) {
    if (Date.now() > until) {
      child?.kill('SIGKILL');
      throw new Error(
        `not over after ${longestMs / 1000} s and ${lives} lives, killed at ${killAt.join(', ')}:\n${live.logs.slice(-20).join('\n')}`,
      );
    }
    if (child === null || child.exitCode !== null || child.signalCode !== null) {
      lives += 1;
      child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout?.on('data', (chunk: Buffer) => live.logs.push(chunk.toString('utf8').trim()));
      child.stderr?.on('data', (chunk: Buffer) => live.logs.push(chunk.toString('utf8').trim()));
    }
    await sleep(10);
  }
  const last = child;
  if (last !== null && last.exitCode === null && last.signalCode === null) {
    last.kill('SIGTERM');
    await new Promise((resolve) => last.once('close', resolve));
  }
  const places = numbered(existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { live, places, killedAt: killAt.filter((place) => places.includes(place)), lives };
}

/** The server has the end, and the agent has nothing left to tell or to tidy up. */
function isOver(live: Live): boolean {
  const told = live.server.of('i-1').some(({ body }) => body.status === 'ended' || body.status === 'refused');
  return told && readdirSync(live.folders.journal).length === 0;
}

function numbered(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return lines.map((line) => {
    const count = (counts.get(line) ?? 0) + 1;
    counts.set(line, count);
    return `${line}#${count}`;
  });
}
