/** Notices by e-mail. See readme.md. */
import type { Channel } from '../types.ts';
import { openMail } from './deliver.ts';

export const mail: Channel = {
  id: 'mail',
  open: ({ mail: { smtpUrl, from } }) => (smtpUrl === null || from === null ? null : openMail(smtpUrl, from)),
};
