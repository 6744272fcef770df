/** The agent's real package, built from this checkout and installed by dpkg as a person would. */
import { basename, resolve } from 'node:path';
import type { Device } from '../world/device.ts';
import { must } from '../world/run.ts';

export type AgentPackage = { readonly deb: string; readonly version: string };

const BUILDER = resolve(import.meta.dirname, '../../../agent/packaging/build-agent.ts');
const BUILD_LIMIT = 5 * 60_000;

/** Builds the package (some ten seconds; at once where nothing changed). `entry`: another program in the agent's place. */
export async function buildAgentPackage(entry?: string): Promise<AgentPackage> {
  const said = await must([process.execPath, BUILDER, ...(entry === undefined ? [] : ['--entry', entry])], { timeout: BUILD_LIMIT });
  // The builder's own line; it ends with an error where there is none.
  return JSON.parse(said) as AgentPackage;
}

/** Installs the package in a device. It does not start before the device is enrolled. */
export async function installAgent(device: Device, agent: AgentPackage): Promise<void> {
  const path = `/var/cache/${basename(agent.deb)}`;
  await device.putFile(path, agent.deb);
  await device.must(['dpkg', '-i', path], { timeout: 120_000 });
  await device.must(['rm', path]);
}
