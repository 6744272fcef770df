/** A real SMTP server on a loopback port, that keeps what it is given and answers as it is told. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type MailServer = {
  readonly url: string;
  readonly received: readonly { readonly to: readonly string[]; readonly mail: Email }[];
  /** How the next messages to a recipient are answered: a code refuses RCPT TO, null takes it. */
  readonly answer: (recipient: string, code: number | null) => void;
  readonly close: () => Promise<void>;
};

export async function openMailServer(): Promise<MailServer> {
  const received: { to: string[]; mail: Email }[] = [];
  const codes = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const code = codes.get(address);
      done(
        code === undefined
          ? null
          : Object.assign(new Error(code === 550 ? 'No such user here' : 'Try again later'), { responseCode: code }),
      );
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        PostalMime.parse(Buffer.concat(chunks)).then((mail) => {
          received.push({ to, mail });
          done();
        }, done);
      });
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  // A TCP server that listens has an address of this kind (net.Server.address).
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    answer: (recipient, code) => void (code === null ? codes.delete(recipient) : codes.set(recipient, code)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
