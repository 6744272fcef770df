/**
 * What somebody can do who has stolen the whole server: its key, its database as superuser. They write instructions of their own among the real ones,
 * well formed, signed by the real key, with a proof that fits. What they lack is an approver's key.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Share, SpecHeader } from '@fettle/core/deployment';
import type { Grant } from '@fettle/core/standing';
import { seal } from '@fettle/proof/envelope';
import { payloadTypes } from '@fettle/proof/envelope-bytes';
import type { Envelope } from '@fettle/proof/envelope-bytes';
import { signingKeyFromPem } from '@fettle/proof/keys';
import type { SigningKey } from '@fettle/proof/keys';
import { proveShare, sharesRoot } from '@fettle/proof/spec-hash';
import type { Instruction } from '@fettle/protocol/agent';
import { asSuperuser } from './database.ts';
import type { Home } from './drive.ts';
import type { Stage } from './stage.ts';

export type Forgery = {
  readonly id: string;
  readonly home: Home;
  readonly deviceId: string;
  readonly change: Change;
  /** What the thief puts in the place of an approval. */
  readonly approvals: (header: SpecHeader, serverKey: SigningKey) => readonly Envelope[];
  /** The header of a spec that lies within a grant, a real share that does not, and the grant: they make the spec, and `change` is that of the share. */
  readonly like?: { readonly header: SpecHeader; readonly share: Share; readonly grant: Grant };
};

const DEPLOYMENT = '01900000-0000-7000-8000-00000000f0f0';

/** Writes a forged instruction to install something right away into the server's database. */
export async function forge({ world, server }: Stage, forgery: Forgery): Promise<void> {
  const { home, deviceId, change, like } = forgery;
  const read = signingKeyFromPem(readFileSync(join(server.keysFolder, 'server.key'), 'utf8'));
  if (!read.ok) throw new Error(read.detail);
  const [device] = await asSuperuser(
    world,
    server,
    'update fettle.device set instruction_sequence = instruction_sequence + 1 where id = $1 returning instruction_sequence::int as sequence, key_id',
    [deviceId],
  );
  const { sequence, key_id: deviceKeyId } = device as { sequence: number; key_id: string };
  const [issuedAt, notBefore, notAfter] = [0, -60, 600].map((seconds) =>
    Temporal.Now.instant().add({ seconds }).toString({ smallestUnit: 'millisecond' }),
  ) as [string, string, string];
  const own: Share = {
    deviceId,
    deviceKeyId,
    ring: 0,
    window: { zone: 'UTC', rule: 'FREQ=DAILY', start: '00:00', durationMinutes: 1440 },
    direction: 'forward',
    changes: [change],
    files: [
      { name: change.name, architecture: change.architecture, version: change.to ?? '', sha256: '0'.repeat(64), bytes: 1, from: 'archive' },
    ],
    wayBack: { kind: 'none', because: 'A thief needs none.' },
    simulatedAt: issuedAt,
    expectedSeconds: 60,
  };
  const share: Share = like === undefined ? own : like.share;
  const header: SpecHeader = {
    format: 'fettle-spec/1',
    deploymentId: DEPLOYMENT,
    clientId: home.clientId,
    title: 'Forged',
    reason: '',
    createdAt: notBefore,
    expiresAt: notAfter,
    policy: { id: DEPLOYMENT, version: 1 },
    predecessor: null,
    rings: [{ name: 'all', earliest: notBefore, gate: { minVerified: 0, minRate: 0, soak: 'PT0S' } }],
    pace: { maxParallel: 1, devicesPerHour: 1 },
    failureBudget: 0,
    restart: 'never',
    rollback: 'by-person',
    startOffline: true,
    checks: [],
    ...(like === undefined ? {} : { ...like.header, deploymentId: DEPLOYMENT, title: 'Forged' }),
    sharesRoot: sharesRoot([share]),
    shareCount: 1,
  };
  const instruction: Instruction = {
    type: 'instruction',
    id: forgery.id,
    deviceId,
    deviceKeyId,
    clientId: home.clientId,
    sequence,
    issuedAt,
    notBefore,
    notAfter,
    body: {
      verb: 'install',
      header,
      share,
      index: 0,
      proof: proveShare([share], 0),
      approvals: forgery.approvals(header, read.key),
      ...(like === undefined ? {} : { grant: like.grant }),
      attempt: 1,
    },
  };
  await asSuperuser(
    world,
    server,
    `insert into fettle.instruction (client_id, id, device_id, verb, sequence, envelope, not_before, not_after, created_at)
     values ($1, $2, $3, 'install', $4, $5, $6, $7, $8)`,
    [
      home.clientId,
      forgery.id,
      deviceId,
      sequence,
      JSON.stringify(seal(payloadTypes.instruction, instruction, read.key)),
      notBefore,
      notAfter,
      issuedAt,
    ],
  );
}
