/** The certificate that a port of this device shows is valid for so many days. Whether its name and its issuer are trusted is not asked. */
import { ownAddress } from './own-host.ts';
import type { CheckKind, Look } from './types.ts';
import { judgeValidity } from './validity.ts';

export const tlsCheck: CheckKind<'tls'> = {
  kind: 'tls',
  async look(machine, { host, port, days, serverName }, leftMs) {
    const address = await ownAddress(machine, host);
    if (address === null) return { answer: 'could-not-measure', detail: `${host} is not this device; checks look at the device itself` };
    return shake(address, port, serverName, days, leftMs);
  },
};

/** Not imported: only who checks a certificate pays for the memory of TLS. */
function shake(host: string, port: number, serverName: string | undefined, days: number, timeoutMs: number): Promise<Look> {
  const { connect } = process.getBuiltinModule('node:tls');
  const where = `The certificate at ${host}:${port}`;
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ...(serverName === undefined ? {} : { servername: serverName }) });
    const end = (look: Look): void => {
      socket.destroy();
      resolve(look);
    };
    socket.setTimeout(timeoutMs, () => end({ answer: 'failed', detail: `${host}:${port} showed no certificate in time` }));
    socket.once('secureConnect', () => {
      const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
      end(judgeValidity(where, from === undefined ? [] : [{ from, to }], days, Date.now()));
    });
    socket.once('error', (error) => end({ answer: 'wait', detail: `${host}:${port}: ${error.message}` }));
  });
}
