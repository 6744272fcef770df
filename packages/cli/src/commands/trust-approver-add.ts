import { findClient, findPerson } from '../connection/find.ts';
import { readPublicHalf } from '../keys/public-key.ts';
import { online } from '../session.ts';
import type { Group, Session } from '../session.ts';
import { changeAuthority, daysOf } from '../trust/change.ts';
import { plusDays, withApprover } from '../trust/draft.ts';

/** `fettle trust approver add`: lets the holder of a key file approve. */
export function addTrustApproverAdd(group: Group, { io, finish }: Session): void {
  online(group, 'add', 'let the holder of a key approve')
    .requiredOption('--name <name>', 'who it is, as devices and reports name them')
    .option(
      '--person <person>',
      'whose key it is, by mail or id: two approvers are two people, so a key without one never makes the second',
    )
    .option('--public-key <key>', 'the public key (44 characters), or a .pub file')
    .option('--key-file <file>', 'or the private key file, of which the public half is taken')
    .option('--client <client...>', 'for these clients only')
    .option('--days <days>', 'for so many days', '365')
    .option('--root-key <file>', 'root key file (root.key of the keys folder)')
    .action(async (options) => {
      const days = daysOf(options.days);
      const half = readPublicHalf(io.folder, options);
      const answer = await changeAuthority(io, options, async ({ connection: { api }, authority, now }) => {
        const person = options.person === undefined ? undefined : await findPerson(api, options.person);
        const clients: string[] = [];
        for (const client of options.client ?? []) clients.push((await findClient(api, client)).id);
        const approver = {
          ...half,
          name: options.name,
          // A key that is known keeps its person.
          personId: person?.id ?? authority.approvers.find(({ keyid }) => keyid === half.keyid)?.personId ?? null,
          clients: clients.length === 0 ? ('*' as const) : clients,
          expiresAt: plusDays(now, days),
        };
        return withApprover(authority, approver, { now });
      });
      finish(options, answer);
    });
}
