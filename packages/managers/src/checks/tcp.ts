/** Something on this device accepts a connection. */
import { connect } from 'node:net';
import { ownAddress } from './own-host.ts';
import type { CheckKind, Look } from './types.ts';

export const tcpCheck: CheckKind<'tcp'> = {
  kind: 'tcp',
  async look(machine, check, leftMs) {
    const address = await ownAddress(machine, check.host);
    if (address === null)
      return { answer: 'could-not-measure', detail: `${check.host} is not this device; checks look at the device itself` };
    if (!Number.isInteger(check.port) || check.port < 1 || check.port > 65_535)
      return { answer: 'could-not-measure', detail: `${check.port} is not a port` };
    return connectOnce(address, check.port, leftMs);
  },
};

function connectOnce(host: string, port: number, timeoutMs: number): Promise<Look> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (look: Look): void => {
      socket.destroy();
      resolve(look);
    };
    socket.setTimeout(timeoutMs, () => end({ answer: 'failed', detail: `${host}:${port} did not accept a connection in time` }));
    socket.once('connect', () => end({ answer: 'passed', detail: `${host}:${port} accepts connections` }));
    // Refused: nothing listens, yet. A service that is just starting may still come.
    socket.once('error', (error) => end({ answer: 'wait', detail: `${host}:${port}: ${error.message}` }));
  });
}
