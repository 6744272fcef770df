import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change } from '../deployment/change.ts';
import { verify } from './index.ts';
import type { Seen } from './index.ts';

const change: Change = { manager: 'apt', name: 'openssl', architecture: 'amd64', from: '3.0.16-1', to: '3.0.17-1' };
const back: Change = { ...change, from: '3.0.17-1', to: '3.0.16-1' };
const added: Change = { ...change, name: 'libnew', from: null, to: '1.0' };
const removed: Change = { ...change, name: 'libnew', from: '1.0', to: null };

type Installed = NonNullable<Seen['scan']['installed']>[number];
function has(name: string, version: string, more: Partial<Installed> = {}): Installed {
  return { name, version, architecture: 'amd64', condition: 'installed', ...more };
}
const offered = (to: string, architecture = 'amd64'): { name: string; architecture: string; to: string } => ({
  name: 'openssl',
  architecture,
  to,
});

const good: Seen = {
  changes: [change],
  before: { at: '2026-01-04T02:00:00Z', bootId: 'boot-1' },
  appliedAt: '2026-01-04T02:10:00Z',
  restartDue: false,
  scan: { at: '2026-01-04T02:12:00Z', bootId: 'boot-1', installed: [has('openssl', '3.0.17-1')], offers: [] },
};

/** The good case with something else in its scan, or beside it. */
function when(scan: Partial<Seen['scan']>, rest: Partial<Seen> = {}): Seen {
  return { ...good, ...rest, scan: { ...good.scan, ...scan } };
}

describe('verified is only what a later scan saw', () => {
  test.each<readonly [string, Seen]>([
    ['the new version is in and nothing more is offered', good],
    ['a newer update is offered meanwhile: that is another finding', when({ offers: [offered('3.0.18-1')] })],
    ['the update is still offered for another architecture', when({ offers: [offered('3.0.17-1', 'i386')] })],
    ['an older version stays beside the new one', when({ installed: [has('openssl', '3.0.16-1'), has('openssl', '3.0.17-1')] })],
    ['the version is written with its epoch', when({ installed: [has('openssl', '0:3.0.17-1')] })],
    ['the device restarted, where that was due', when({ bootId: 'boot-2' }, { restartDue: true })],
    ['it restarted although that was not due', when({ bootId: 'boot-2' })],
    [
      'the way back was taken: the newer version is offered again, as it must be',
      when({ installed: [has('openssl', '3.0.16-1')], offers: [offered('3.0.17-1')] }, { changes: [back] }),
    ],
    ['a dependency came in', when({ installed: [has('libnew', '1.0')] }, { changes: [added] })],
    ['what the way back removes is gone', when({ installed: [] }, { changes: [removed] })],
  ])('verified: %s', (_why, seen) => {
    expect(verify(seen)).toEqual({ verdict: 'verified' });
  });

  test.each<readonly [string, Seen, 'failed' | 'unknown', readonly string[]]>([
    ['nothing is named', when({}, { changes: [] }), 'unknown', ['nothing-to-verify']],
    ['the scan came before the change', when({ at: '2026-01-04T02:09:00Z' }), 'unknown', ['scan-before-change']],
    ['the scan has the very time of the change', when({ at: '2026-01-04T02:10:00Z' }), 'unknown', ['scan-before-change']],
    ['the scan came before, in another zone’s words', when({ at: '2026-01-04T03:09:00+01:00' }), 'unknown', ['scan-before-change']],
    [
      'a scan from before shows the old version: that proves nothing',
      when({ at: '2026-01-04T02:00:00Z', installed: [has('openssl', '3.0.16-1')] }),
      'unknown',
      ['scan-before-change'],
    ],
    ['the time can not be read', when({ at: 'yesterday' }), 'unknown', ['time-unreadable']],
    ['a restart was due and did not happen', when({}, { restartDue: true }), 'unknown', ['not-restarted']],
    ['the boot before is not known', when({ bootId: 'boot-2' }, { restartDue: true, before: null }), 'unknown', ['boot-unknown']],
    [
      'what is called before came after',
      when({ bootId: 'boot-2' }, { restartDue: true, before: { at: '2026-01-04T02:11:00Z', bootId: 'boot-1' } }),
      'unknown',
      ['boot-unknown'],
    ],
    ['the boot after is not known', when({ bootId: null }, { restartDue: true }), 'unknown', ['boot-unknown']],
    ['the package manager could not be asked', when({ installed: null }), 'unknown', ['could-not-ask']],
    ['its offers are not known', when({ offers: null }), 'unknown', ['could-not-ask']],
    ['the package is not there', when({ installed: [] }), 'failed', ['not-installed']],
    [
      'it is there for another architecture only',
      when({ installed: [has('openssl', '3.0.17-1', { architecture: 'i386' })] }),
      'failed',
      ['not-installed'],
    ],
    ['the old version is still there', when({ installed: [has('openssl', '3.0.16-1')] }), 'failed', ['old-version-still-there']],
    ['an even older version is there', when({ installed: [has('openssl', '3.0.15-1')] }), 'failed', ['other-version-there']],
    ['a newer version is there', when({ installed: [has('openssl', '3.0.18-1')] }), 'unknown', ['newer-version-there']],
    ['a version is there that can not be read', when({ installed: [has('openssl', 'weird')] }), 'unknown', ['version-not-comparable']],
    [
      'the new version is there, half configured',
      when({ installed: [has('openssl', '3.0.17-1', { condition: 'half-configured' })] }),
      'failed',
      ['half-done'],
    ],
    ['the same update is still offered', when({ offers: [offered('3.0.17-1')] }), 'failed', ['still-offered']],
    [
      'old version and offer, both',
      when({ installed: [has('openssl', '3.0.16-1')], offers: [offered('3.0.17-1')] }),
      'failed',
      ['old-version-still-there', 'still-offered'],
    ],
    ['one package of two is missing', when({}, { changes: [change, added] }), 'failed', ['not-installed']],
    ['what should be gone is there', when({ installed: [has('libnew', '1.0')] }, { changes: [removed] }), 'failed', ['still-installed']],
    [
      'a failure outweighs a restart that is missing',
      when({ installed: [has('openssl', '3.0.16-1')] }, { restartDue: true }),
      'failed',
      ['old-version-still-there'],
    ],
  ])('not verified: %s', (_why, seen, verdict, codes) => {
    const verification = verify(seen);
    expect(verification.verdict).toBe(verdict);
    expect(verification.verdict === 'verified' ? [] : verification.reasons.map((reason) => reason.code)).toEqual(codes);
  });
});

test('nothing is ever verified by a scan that is not later, or that did not see every new version whole', () => {
  const version = fc.constantFrom('3.0.15-1', '3.0.16-1', '3.0.17-1', '3.0.18-1', 'weird');
  const condition = fc.constantFrom<Installed['condition'][]>('installed', 'half-configured');
  const installed = fc.option(
    fc.array(
      fc.record({ name: fc.constantFrom('openssl', 'libnew'), version, architecture: fc.constantFrom('amd64', 'i386'), condition }),
      { maxLength: 3 },
    ),
  );
  const time = fc.constantFrom('2026-01-04T02:00:00Z', '2026-01-04T02:10:00Z', '2026-01-04T02:20:00Z');
  const boot = fc.constantFrom(null, 'boot-1', 'boot-2');
  fc.assert(
    fc.property(
      time,
      boot,
      boot,
      fc.boolean(),
      installed,
      fc.array(
        version.map((to) => offered(to)),
        { maxLength: 2 },
      ),
      (at, bootBefore, bootId, restartDue, packages, offers) => {
        const seen = when(
          { at, bootId, installed: packages, offers },
          { restartDue, before: { at: '2026-01-04T01:00:00Z', bootId: bootBefore } },
        );
        const verified = verify(seen).verdict === 'verified';
        const whole =
          packages?.some(
            (item) =>
              item.name === 'openssl' && item.architecture === 'amd64' && item.version === change.to && item.condition === 'installed',
          ) ?? false;
        const restarted = !restartDue || (bootBefore !== null && bootId !== null && bootBefore !== bootId);
        const gone = !offers.some((offer) => offer.to === change.to);
        if (verified) expect([at > good.appliedAt, whole, restarted, gone]).toEqual([true, true, true, true]);
      },
    ),
    { numRuns: 1_000 },
  );
});
