/** A server's context for tests: a real database and key, a clock that the test moves. */
import type { SigningKey } from '@fettle/proof/keys';
import { timestamp } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, Wake } from '../../platform/database/index.ts';
import type { Context } from '../../platform/feature.ts';
import { newId } from '../../platform/ids.ts';
import { silentLog } from '../../platform/log.ts';

export function contextWith(given: { db: Db; url: string; clock: Clock; serverKey: SigningKey; wake: Wake }): Context {
  const { db, url, clock, serverKey, wake } = given;
  const listener = { host: '127.0.0.1', port: 0 };
  return {
    config: {
      dataFolder: '/nonexistent/data',
      keysFolder: '/nonexistent/keys',
      people: listener,
      agents: listener,
      publicUrl: null,
      agentPublicUrl: null,
      trustedProxies: [],
      noticeNetworks: [],
      logLevel: 'silent',
      database: { kind: 'external', url, ownerUrl: null },
      mail: { smtpUrl: null, from: null },
      localAgent: false,
      feeds: { kind: 'off' },
      checkInSeconds: 60,
      providerName: 'Example IT',
    },
    db,
    clock,
    log: silentLog(),
    wake,
    serverKey,
    publicUrl: () => 'http://localhost:1',
    agentUrl: () => 'http://localhost:2',
    newId: () => newId(clock),
    now: () => timestamp(clock.now()),
  };
}
