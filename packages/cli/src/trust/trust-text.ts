/** Who may approve, and what stands still, for a terminal. */
import type { Authority } from '@fettle/proof/authority';
import { formatFingerprint } from '@fettle/proof/fingerprint';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from '../output/clean.ts';
import type { Tone } from '../output/paint.ts';
import { blocks, facts, sentence } from '../output/screen.ts';
import type { Screen } from '../output/screen.ts';
import { table } from '../output/table.ts';
import type { Cell } from '../output/table.ts';
import { time } from '../output/times.ts';

type Trust = CallOutput<'getTrust'>;

/** What the signed authority says. `clientName` gives a client its name where one is known. */
export function authorityText(screen: Screen, authority: Authority, clientName: (id: string) => string = (id) => id): string {
  const has = (at: string): Tone => (Temporal.Instant.compare(at, screen.now) <= 0 ? 'failing' : 'plain');
  const approvers = authority.approvers.map((approver): Cell[] => [
    approver.name,
    approver.clients === '*' ? 'all clients' : approver.clients.map(clientName).join(', '),
    { text: time(screen, approver.expiresAt), tone: has(approver.expiresAt) },
    approver.keyid,
  ]);
  const columns = [{ title: 'may approve', atLeast: 12 }, { title: 'for' }, { title: 'until' }, { title: 'key', atLeast: 16 }];
  return blocks(
    facts(screen, [
      ['Provider', clean(authority.provider)],
      ['Root key', formatFingerprint(authority.rootKeyId)],
      ['Version', String(authority.version)],
      [
        'Holds',
        screen.paint(`from ${time(screen, authority.issuedAt)} until ${time(screen, authority.expiresAt)}`, has(authority.expiresAt)),
      ],
      ['Servers', authority.servers.map(({ name, keyid }) => `${clean(name)} (${keyid})`).join(', ') || 'none'],
    ]),
    approvers.length === 0 ? 'Nobody may approve yet.' : table(screen, columns, approvers),
  );
}

/** What the server adds to it: requests, the panic stop, where the root key lies. */
export function serverWordText(screen: Screen, trust: Trust): string {
  const open = trust.admissions.filter(({ admitted }) => !admitted);
  const columns = [{ title: 'asks to be admitted', atLeast: 12 }, { title: 'browser' }, { title: 'asked' }, { title: 'key', atLeast: 16 }];
  const rows = open.map((admission): Cell[] => [admission.personName, admission.label, time(screen, admission.askedAt), admission.keyid]);
  return blocks(
    stopText(screen, trust.stop),
    open.length === 0
      ? null
      : `${table(screen, columns, rows)}\nAdmit a key once its owner has read its fingerprint to you: fettle trust admit KEY --root-key FILE`,
    trust.rootKeyOnServer
      ? screen.paint(
          sentence(
            screen,
            "The root key still lies on the server's machine: whoever takes that machine can approve. fettle trust move-root says how to move it.",
          ),
          'attention',
        )
      : null,
  );
}

function stopText(screen: Screen, stop: Trust['stop']): string | null {
  if (stop === null) return null;
  if (stop.state === 'go') return `The last panic stop was lifted ${time(screen, stop.at)}.`;
  return screen.paint(
    `PANIC STOP since ${time(screen, stop.at)}: no agent that hears it changes anything. fettle trust go ends it.`,
    'failing',
  );
}
