import type { CallInput } from '@fettle/protocol/client';

type Body = CallInput<'recordDecision'>['body'];

/** What a person says who blocks an update of openssl for a client, with whatever else a test wants. */
export function blockBody(clientId: string, change: Partial<Body> = {}): Body {
  return {
    clientId,
    about: { kind: 'update', manager: 'apt', sourceName: 'openssl', sourceVersion: null },
    scope: { kind: 'client' },
    kind: 'block',
    recommendation: 'Wait for the next version',
    clientSaid: 'not-asked',
    saidBy: null,
    evidence: null,
    reason: 'It breaks the till',
    compensatingControl: null,
    startsAt: null,
    endsAt: null,
    reviewAt: null,
    workaround: null,
    replacement: null,
    ...change,
  };
}
