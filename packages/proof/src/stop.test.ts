import { describe, expect, test } from 'vitest';
import type { Stop } from './documents.ts';
import { payloadTypes } from './envelope-bytes.ts';
import { seal } from './envelope.ts';
import type { SigningKey } from './keys.ts';
import { isStopped, signStop, verifyStop } from './stop.ts';
import { anna, authority, ben, carla, now, rootKey, serverKeyPair } from './trust.fixture.ts';

const fresh = { newestVersion: (): null => null, now };
const at = '2026-03-01T11:00:00Z';

const signers: readonly (readonly [string, SigningKey, string, string | null])[] = [
  ['the root key', rootKey, 'all', null],
  ['the root key', rootKey, 'client-b', null],
  ['an approver of all clients', anna, 'all', null],
  ['an approver of one client', ben, 'client-a', null],
  ['an approver of one client', ben, 'client-b', 'stop.not-for-scope'],
  ['an approver of one client', ben, 'all', 'stop.not-for-scope'],
  ['an expired approver', carla, 'all', 'stop.signer-expired'],
  ['the server', serverKeyPair, 'all', 'stop.unknown-signer'],
];

describe('panic stop', () => {
  test.each(signers)('%s speaks for a scope, or does not: %#', (_name, key, scope, code) => {
    const verified = verifyStop(signStop({ scope, state: 'stop', version: 1, at }, key), authority, fresh);
    expect(verified.ok ? null : verified.code).toBe(code);
  });

  test('an approver of a client that is called all does not speak for all clients', () => {
    const odd = { ...authority, approvers: authority.approvers.map((approver) => ({ ...approver, clients: ['all'] })) };
    const signed = signStop({ scope: 'all', state: 'stop', version: 1, at }, anna);
    expect(verifyStop(signed, odd, fresh)).toMatchObject({ ok: false, code: 'stop.not-for-scope' });
  });

  test('an old go cannot undo a stop: versions rise for each scope by itself', () => {
    const go = signStop({ scope: 'client-a', state: 'go', version: 4, at }, anna);
    const known = (version: number) => ({ now, newestVersion: (scope: string) => (scope === 'client-a' ? version : 99) });
    expect(verifyStop(go, authority, known(3))).toMatchObject({ ok: true, stop: { state: 'go', version: 4 } });
    expect(verifyStop(go, authority, known(4))).toMatchObject({ ok: false, code: 'stop.older' });
    expect(verifyStop(go, authority, known(5))).toMatchObject({ ok: false, code: 'stop.older' });
  });

  test('a stop that was changed, or that names another signer, is refused', () => {
    const signed = signStop({ scope: 'all', state: 'stop', version: 1, at }, anna);
    const asGo = Buffer.from(signed.payload, 'base64').toString().replace('"state":"stop"', '"state":"go"');
    const changed = { ...signed, payload: Buffer.from(asGo).toString('base64') };
    expect(verifyStop(changed, authority, fresh)).toMatchObject({ ok: false, code: 'stop.bad-signature' });
    const named = seal(payloadTypes.stop, { type: 'stop', scope: 'all', state: 'stop', version: 1, at, keyid: rootKey.keyid }, anna);
    expect(verifyStop(named, authority, fresh)).toMatchObject({ ok: false, code: 'stop.malformed' });
    expect(verifyStop({}, authority, fresh)).toMatchObject({ ok: false, code: 'stop.malformed' });
    expect(() => signStop({ scope: '', state: 'stop', version: 1, at }, anna)).toThrow(RangeError);
  });

  const says = (scope: string, state: Stop['state'], version: number): Stop => ({
    type: 'stop',
    scope,
    state,
    version,
    at,
    keyid: anna.keyid,
  });
  test.each([
    [[], false],
    [[says('all', 'stop', 1)], true],
    [[says('all', 'go', 2), says('all', 'stop', 1)], false],
    [[says('all', 'stop', 1), says('client-a', 'go', 9)], true],
    [[says('client-a', 'stop', 1)], true],
    [[says('client-b', 'stop', 1)], false],
    [[says('all', 'go', 5), says('client-a', 'stop', 1)], true],
  ])('the accepted documents of case %# stop client-a: %s', (stops, stopped) => {
    expect(isStopped(stops, 'client-a')).toBe(stopped);
  });
});
