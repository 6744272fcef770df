/** The one line that a person pastes on a device. It names the root key's fingerprint: what the device will trust does not come from this server later. */
import type { Context } from '../platform/feature.ts';
import { readTrust } from '../trust/index.ts';

export type LineParts = { readonly server: string; readonly people: string; readonly token: string; readonly trust: string };

export async function currentTrust(context: Context): Promise<string> {
  return (await readTrust(context)).rootKeyId;
}

/** For a device that has the agent already. */
export function enrolLine(parts: LineParts): string {
  return `sudo fettle-agent enrol --server ${parts.server} --token ${parts.token} --trust ${parts.trust}${httpFlag(parts.server)} && sudo systemctl start fettle-agent`;
}

/** Fetches the Debian package from this server, installs and enrols. */
export function installLine(parts: LineParts): string {
  return `curl -fsSLo /tmp/fettle-agent.deb ${parts.server}/agent/v1/fettle-agent.deb && sudo apt-get install -y /tmp/fettle-agent.deb && ${enrolLine(parts)}`;
}

/** A server that listens on its own machine alone can be reached by no other: whoever pastes the line elsewhere would learn it only there. Null: no such thing. */
export function cautionOf({ server }: LineParts): string | null {
  if (!isLoopback(new URL(server))) return null;
  return `Agents are told to come to ${server}, which is the machine of the server alone. For others give FETTLE_AGENT_LISTEN an address that they reach (or FETTLE_AGENT_PUBLIC_URL, behind a proxy), start the server again and make a new token.`;
}

function httpFlag(server: string): string {
  const url = new URL(server);
  return url.protocol === 'http:' && !isLoopback(url) ? ' --allow-http' : '';
}

function isLoopback({ hostname }: URL): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
