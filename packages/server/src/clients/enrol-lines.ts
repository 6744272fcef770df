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

function httpFlag(server: string): string {
  const url = new URL(server);
  return url.protocol === 'http:' && !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) ? ' --allow-http' : '';
}
