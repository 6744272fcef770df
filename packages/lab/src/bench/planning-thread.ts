/** One thread of the campaign of `planning.ts`: its clients, one after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { readScript, simulate } from '@fettle/core/simulation';

export type CampaignPart = { readonly first: number; readonly clients: number; readonly devices: number };
export type CampaignAnswer = { readonly steps: number; readonly events: number; readonly verified: number; readonly cpuSeconds: number };

const zones = ['Europe/London', 'Europe/Berlin', 'America/New_York', 'Asia/Singapore'];

function scriptOf(client: number, devices: number): string {
  const [test, pilot] = [Math.ceil(devices / 20), Math.ceil(devices / 4)];
  return `
    zone ${zones[client % zones.length]}
    starts 2026-03-06T12:00:00Z
    ends after 7d
    budget ${Math.ceil(devices / 25)}
    pace 50 at once, 100 per hour
    window FREQ=DAILY at 22:00 for 4h
    ring test: pc-1..pc-${test}, soak 12h, verified 3, rate 50%
    ring pilot: pc-${test + 1}..pc-${pilot}, soak 24h, verified 10, rate 50%
    ring broad: pc-${pilot + 1}..pc-${devices}, verified 10, rate 50%
    deadline pc-1..pc-${devices} 2026-03-11T12:00:00Z by the agreement for lab-app
    assume away 8% for 48h, fail 1%, refuse 1%, release 12h`;
}

function play({ first, clients, devices }: CampaignPart): CampaignAnswer {
  let [steps, events, verified] = [0, 0, 0];
  for (let client = first; client < first + clients; client += 1) {
    const script = readScript(scriptOf(client, devices));
    if ('sentence' in script) throw new Error(`line ${script.line}: ${script.sentence}`);
    const { state, from, assumptions } = script;
    const result = simulate({ state, from, assumptions, seed: client }, () => (events += 1));
    steps += result.steps;
    verified += result.deployments[0]?.verified ?? 0;
  }
  const { user, system } = process.threadCpuUsage();
  return { steps, events, verified, cpuSeconds: (user + system) / 1e6 };
}

// Whoever starts it says what; it is nothing of its own.
parentPort?.postMessage(play(workerData as CampaignPart));
