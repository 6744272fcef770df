/** Hands messages to the mail server. Each message has a connection of its own: a few dozen a day need no more. */
import { createTransport } from 'nodemailer';
import type { Delivery, Outgoing, Outlet } from '../types.ts';
import { judgeMailError } from './judge.ts';
import { shapeMail } from './shape.ts';

const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 } as const;

export function openMail(smtpUrl: string, from: string): Outlet {
  const transport = createTransport({ url: smtpUrl, disableFileAccess: true, disableUrlAccess: true, ...patience });

  async function deliver(notice: Outgoing): Promise<Delivery> {
    try {
      await transport.sendMail({ ...shapeMail(notice, from) });
      return { end: 'delivered' };
    } catch (error) {
      return judgeMailError(error);
    }
  }

  return { deliver, close: () => transport.close() };
}
