import { findClient } from '../connection/find.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { confirmAdmission, findAdmission } from '../trust/admission.ts';
import { changeAuthority, daysOf } from '../trust/change.ts';
import { plusDays, withApprover } from '../trust/draft.ts';

/** `fettle trust admit KEY`: lets a browser's key approve, that asked for it. */
export function addTrustAdmit(group: Group, { io, finish }: Session): void {
  online(group, 'admit', 'let a browser key approve that asked for it')
    .argument('<key>', "the key's fingerprint, or the request's id or person")
    .option('--client <client...>', 'for these clients only')
    .option('--days <days>', 'for so many days', '365')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .option('--yes', 'the fingerprint was compared')
    .action(async (named, options) => {
      const days = daysOf(options.days);
      const answer = await changeAuthority(io, options, async ({ connection: { api }, authority, now }) => {
        const found = findAdmission((await api('getTrust', {})).admissions, named);
        const clients: string[] = [];
        for (const client of options.client ?? []) clients.push((await findClient(api, client)).id);
        await confirmAdmission(io, found, options.yes);
        const { keyid, publicKey, personName, personId } = found.admission;
        const approver = {
          keyid,
          publicKey,
          name: personName,
          personId,
          clients: clients.length === 0 ? ('*' as const) : clients,
          expiresAt: plusDays(now, days),
        };
        return withApprover(authority, approver, { now });
      });
      finish(options, answer);
    });
}
