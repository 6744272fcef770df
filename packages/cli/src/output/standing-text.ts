/** Standing approvals for a terminal: what is granted, line by line, and those that were given. */
import { grantInWords } from '@fettle/core/standing';
import type { Grant } from '@fettle/core/standing';
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import type { Tone } from './paint.ts';
import { blocks, facts, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { table } from './table.ts';
import type { Cell } from './table.ts';
import { local, time } from './times.ts';

type Approval = CallOutput<'approvePolicy'>;

/** All that is signed, part by part. */
export function grantText(
  screen: Screen,
  grant: Grant,
  devices: readonly { readonly id: string; readonly name: string }[],
  hash: string,
): string {
  const names = new Map(devices.map(({ id, name }) => [id, name]));
  const parts = grantInWords(grant, (id) => names.get(id) ?? id).map(({ title, lines }) =>
    blocks(
      screen.paint(clean(title), 'strong'),
      facts(
        screen,
        lines.map(({ label, words }) => [clean(label), clean(words)] as const),
      ),
    ),
  );
  return blocks(
    screen.paint(`${clean(grant.policy.name)}, version ${grant.policy.version}`, 'strong'),
    ...parts,
    facts(screen, [['Hash', hash]]),
  );
}

const tones: Readonly<Record<Approval['state'], Tone>> = {
  'in force': 'good',
  'too few': 'attention',
  'not valid': 'failing',
  superseded: 'attention',
  ended: 'muted',
  revoked: 'muted',
};

/** One row an approval. */
export function standingsText(screen: Screen, rows: readonly Approval[]): string {
  const columns = [
    { title: 'state' },
    { title: 'signed by', atLeast: 10 },
    { title: 'version' },
    { title: 'until', atLeast: 16 },
    { title: 'what it does', atLeast: 20 },
    { title: 'id', atLeast: 8 },
  ] as const;
  const cells = rows.map((row): Cell[] => [
    { text: row.changed ? 'in force, in part' : row.state, tone: row.endsSoon || row.changed ? 'attention' : tones[row.state] },
    row.by,
    String(row.policy.version),
    local(Temporal.Instant.from(row.until), screen.zone),
    row.sentence,
    row.id,
  ]);
  return table(screen, columns, cells);
}

/** All that is known of one. */
export function standingText(screen: Screen, one: Approval): string {
  const { revoked } = one;
  return blocks(
    screen.paint(`Standing approval of ${clean(one.by)} for ${clean(one.clientName)}`, 'strong'),
    sentence(screen, one.statement),
    sentence(screen, one.sentence),
    facts(screen, [
      ['Until', time(screen, one.until)],
      ['Deployments', String(one.deployments)],
      ['Revoked', revoked === null ? null : `${time(screen, revoked.at)} by ${clean(revoked.by)}: ${clean(revoked.because)}`],
      ['Id', one.id],
    ]),
  );
}
