import { generateKey } from '@fettle/proof/keys';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inClients } from '../platform/database/index.ts';
import type { Actor, Context, Document } from '../platform/feature.ts';
import { answerOf, openTestContext, refusalOf } from '../platform/testing/index.ts';
import type { TestContext } from '../platform/testing/index.ts';
import { buildReport, evidence } from './index.ts';
import type { InstallationReport } from './index.ts';
import { bare, readPdf } from './testing/poppler.ts';
import { oddNames, tellStory } from './testing/story.ts';
import type { Story } from './testing/story.ts';

let given: TestContext;
let story: Story;
let report: InstallationReport;

beforeAll(async () => {
  given = await openTestContext();
  story = await tellStory(given.context, given.database);
  report = await build();
});
afterAll(() => given.close());

async function build(): Promise<InstallationReport> {
  const built = await inClients(given.context.db, [story.clientId], (tx) => buildReport(tx, story.clientId, story.deploymentId));
  if (built === null || built === 'no spec') throw new Error('there is no report');
  return built;
}
const reader = (scope: readonly string[]): Actor => ({
  kind: 'person',
  id: story.personId,
  name: 'Ada',
  everywhere: false,
  scope,
  can: () => true,
  scopeFor: () => scope,
});
const by = (context: Context = given.context) => ({ context, handlers: evidence.handlers, actor: reader([story.clientId]) });
const page = async (context?: Context) =>
  (await answerOf(by(context), 'getReport', { params: { id: story.deploymentId } })) as unknown as Document;
const pdf = async (context?: Context) =>
  (await answerOf(by(context), 'getReportPdf', { params: { id: story.deploymentId } })) as unknown as Document;
const device = (name: string) => report.devices.find((one) => one.name === name);

describe('what the report says', () => {
  test('how the devices ended, each count of the whole', () => {
    expect(report.counts).toEqual({
      inSpec: 8,
      verified: 3,
      failed: 1,
      rolledBack: 1,
      refused: 1,
      missed: 1,
      cancelled: 0,
      unknown: 1,
      notEnded: 0,
      leftOut: 1,
    });
    expect(report.upTo).toEqual({ events: 35, at: '2026-03-30T08:00:01.000Z' });
  });

  test('who approved exactly this spec, with which key, and who reviews', () => {
    expect(report.approvals).toEqual([
      {
        name: 'Ada Lovelace',
        keyId: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        at: '2026-03-02T10:12:00.000Z',
        until: '2026-03-30T08:00:00Z',
        statement: 'I approve OpenSSL 3.0.17 and the kernel for 8 devices of Søster & Bröder.',
      },
    ]);
    expect(report.reviewers).toEqual(['Ada Lovelace']);
    expect(report.about).toMatchObject({
      specHashFits: true,
      status: 'ended with failures',
      policy: { name: 'Sundays', version: 1, owner: 'Ada Lovelace' },
    });
  });

  test('which scan verified what: its time and its boot', () => {
    expect(device('web-1')).toMatchObject({
      label: 'verified',
      scan: { at: '2026-03-08T01:09:30.000Z', bootId: '7d1b9a52-3c1e-4f0b-8d55-b0a4cbb8f5e2', verdict: 'verified' },
      bootBefore: '0f3c2f6a-8f0e-4b57-9a34-5f6a4d2b1c11',
      restart: { due: true, restarted: 'yes' },
    });
  });

  test('what failed and why, with its cause, the next step and what the program printed', () => {
    const failed = device(oddNames.arabic);
    expect(failed?.label).toBe('failed');
    expect(failed?.troubles[0]?.trouble).toMatchObject({ code: 'apt.disk-full', nextStep: 'Make room in /var, then try again.' });
    expect(failed?.troubles[0]?.trouble.excerpt).toContain('No space left on device');
    expect(failed?.scan?.verdict).toBe('failed');
  });

  test('a device without a scan is not known, whatever it said itself', () => {
    expect(device(oddNames.japanese)).toMatchObject({ label: 'unknown', tone: 'unknown', scan: null });
  });

  test('a change that only the scan of a later check-in showed names that scan, though the inventory has a newer one', async () => {
    await sql`update fettle.device_inventory set scanned_at = '2026-03-29T00:00:00Z' where device_id = ${story.deviceIds['late-1']}`.execute(
      given.database.superuserDb,
    );
    report = await build();
    expect(device('late-1')).toMatchObject({
      label: 'verified',
      scan: { from: 'check-in', at: '2026-03-15T01:11:00.000Z', bootId: 'c2a1e0d4-0000-4000-8000-00000000beef', verdict: 'verified' },
      restart: { restarted: 'yes' },
    });
    expect(device('web-1')?.scan?.from).toBe('run');
  });

  test('checks before, after and after going back', () => {
    expect(device(oddNames.hebrew)?.checks).toEqual([
      {
        name: 'web',
        before: 'passed',
        after: 'failed',
        afterRollback: 'passed',
        afterSoak: null,
        detail: 'http://127.0.0.1/health answers 502, not 200',
      },
    ]);
    expect(report.rollbacks.map(({ subject }) => subject)).toEqual([oddNames.hebrew]);
  });

  test('CVE ids by what was noted when the spec was made, though the devices have forgotten them, with the devices that could read them', async () => {
    await sql`delete from fettle.device_changelog`.execute(given.database.superuserDb);
    report = await build();
    expect(report.cves).toMatchObject({ known: true, closed: [], open: ['CVE-2025-9999', 'CVE-2026-0900', 'CVE-2026-11000'] });
    expect(report.cves.rows).toEqual([
      {
        source: 'openssl',
        version: '3.0.17-1~deb12u2',
        cves: ['CVE-2025-9999', 'CVE-2026-0900', 'CVE-2026-11000'],
        devices: 8,
        readOn: 7,
        verifiedOn: 3,
      },
    ]);
  });

  test('what newly appeared, without what this deployment was to bring', () => {
    expect(report.appeared.map(({ name, version, security, devices }) => ({ name, version, security, devices }))).toEqual([
      { name: 'openssl', version: '3.0.18-1~deb12u1', security: true, devices: ['web-1'] },
    ]);
  });

  test('what was not applied: devices left out, refused, missed, failed; updates pinned and not chosen', () => {
    const why = Object.fromEntries(report.notApplied.map(({ subject, because }) => [subject, because]));
    expect(why['clone-9']).toBe('The device is in quarantine.');
    expect(why[oddNames.emoji]).toBe('The limits on the device allow no restarts on workdays.');
    expect(why['nginx 1.22.1-9+deb12u3, offered to 9 devices']).toBe(
      'It is pinned on the device; it waits until somebody removes the pin there.',
    );
    expect(why['vim 2:9.0.1378-2+deb12u3, offered to 9 devices']).toBe('It was not chosen for this deployment.');
    expect(why['web-1']).toBeUndefined();
    expect(report.notApplied).toHaveLength(8);
  });

  test('peculiarities: attempts, restarts, kept configuration, repairs, pins, what came in new', () => {
    expect([...new Set(report.peculiarities.map(({ what }) => what))].toSorted()).toEqual([
      'configuration kept',
      'more than one attempt',
      'newly installed',
      'not compared after going back',
      'pinned',
      'repaired',
      'restarted',
    ]);
  });

  test('a hold with what its release accepted', () => {
    expect(report.holds).toEqual([
      {
        reason: 'Too many failures',
        ring: 'broad',
        since: '2026-03-15T01:13:00.000Z',
        by: 'Fettle',
        detail: '2 of 7 devices failed or were rolled back; the policy bears 1.',
        released: {
          at: '2026-03-16T08:30:00.000Z',
          by: 'Ada Lovelace',
          because: 'Both are known: a full disk, and a service that needs its new configuration.',
          accepted: [oddNames.arabic, oddNames.hebrew].toSorted(),
        },
      },
    ]);
  });

  test('checks that were asked again: answers by day, who never answered, and what turned out worse', async () => {
    expect(report.checksAgain).toEqual({ days: [], notWell: [], regressions: [] });
    const own = await openTestContext();
    try {
      const other = await tellStory(own.context, own.database);
      const [web, late] = [other.deviceIds['web-1'] ?? '', other.deviceIds['late-1'] ?? ''];
      const all = own.database.superuserDb;
      await sql`insert into fettle.check_again (client_id, deployment_id, device_id, days, due_at, asked_at, instruction_id) values
        (${other.clientId}, ${other.deploymentId}, ${web}, 1, '2026-03-16', '2026-03-16T08:00:00Z', 'w'),
        (${other.clientId}, ${other.deploymentId}, ${late}, 1, '2026-03-16', '2026-03-16T08:00:00Z', 'l'),
        (${other.clientId}, ${other.deploymentId}, ${web}, 7, '2026-03-22', null, null)`.execute(all);
      const body = {
        status: 'ended',
        result: { verb: 'check', answers: [{ name: 'web', answer: 'failed', detail: '502', durationMs: 1 }] },
      };
      await sql`insert into fettle.report (client_id, instruction_id, seq, device_id, at, received_at, status, body, envelope)
        values (${other.clientId}, 'w', 1, ${web}, '2026-03-16T08:01:00Z', '2026-03-16T08:01:00Z', 'ended', ${JSON.stringify(body)}::jsonb, '{}')`.execute(
        all,
      );
      await sql`insert into fettle.regression (client_id, id, deployment_id, device_id, check_name, seen, days, before_detail, after_detail, instruction_id, changed_since, found_at)
        values (${other.clientId}, ${own.context.newId()}, ${other.deploymentId}, ${web}, 'web', 'later', 1, '200', '502', 'w', 0, '2026-03-16T08:01:00Z')`.execute(
        all,
      );
      const built = await inClients(own.context.db, [other.clientId], (tx) => buildReport(tx, other.clientId, other.deploymentId));
      if (built === null || built === 'no spec') throw new Error('there is no report');
      const none = { passed: 0, failed: 0, notMeasured: 0, noAnswer: 0, notAsked: 0, notAskedYet: 0 };
      expect(built.checksAgain).toEqual({
        days: [
          { ...none, days: 1, devices: 2, failed: 1, noAnswer: 1 },
          { ...none, days: 7, devices: 1, notAskedYet: 1 },
        ],
        notWell: [
          { days: 1, device: 'late-1', state: 'no answer', askedAt: '2026-03-16T08:00:00.000Z' },
          { days: 1, device: 'web-1', state: 'failed', askedAt: '2026-03-16T08:00:00.000Z' },
        ],
        regressions: [
          { device: 'web-1', check: 'web', days: 1, before: '200', after: '502', foundAt: '2026-03-16T08:01:00.000Z', decision: null },
        ],
      });
      expect(built.gaps).toContain('One device did not answer when asked for checks again, so how it is since is not known.');
      const given = { context: own.context, handlers: evidence.handlers, actor: reader([other.clientId]) };
      const params = { id: other.deploymentId };
      const printed = async (name: 'getReport' | 'getReportPdf') => ((await answerOf(given, name, { params })) as unknown as Document).body;
      const html = String(await printed('getReport'));
      for (const text of [html, bare(readPdf(Buffer.from(await printed('getReportPdf'))).text)]) {
        expect(text).toContain('Checks after the change');
        expect(text).toContain('no answer');
        expect(text).toContain('by nobody yet');
      }
    } finally {
      await own.close();
    }
  });

  test('what it could not see', () => {
    expect(report.gaps).toEqual([
      'How it ended is not known for 1 of 8 devices.',
      'No scan after the change came from 1 of 6 devices that began it.',
      '1 of 6 devices that were changed sent no whole scan since, so what newly appeared there is not known.',
      'The changelogs of 1 source package could not be read on every device: there may be more CVE ids than are named.',
      'Configuration files that were kept as they were are named only where a receipt names them.',
      'Whether a program works as people expect is only known as far as the health checks ask.',
    ]);
  });
});

describe('the documents', () => {
  test('the same records give the same bytes, on a new server with another key and another time', async () => {
    const [firstPage, firstPdf] = [await page(), await pdf()];
    given.clock.advance({ hours: 1000 });
    const reinstalled: Context = { ...given.context, serverKey: generateKey() };
    expect((await page(reinstalled)).body).toBe(firstPage.body);
    expect(Buffer.from((await pdf(reinstalled)).body).equals(Buffer.from(firstPdf.body))).toBe(true);
  });

  test('every name survives into the page; a disguise is shown as what it is', async () => {
    const { body, contentType, fileName } = await page();
    const text = String(body);
    for (const name of [oddNames.combining, oddNames.hebrew, oddNames.arabic, oddNames.japanese, oddNames.emoji])
      expect(text).toContain(`<bdi>${name}</bdi>`);
    expect(text).toContain('<bdi>a‹U+202E›txt.exe</bdi>');
    expect(text).toContain('Søster &#38; Bröder &#60;GmbH&#62;');
    expect(text).not.toContain('\u001b');
    expect(text).toContain('<html lang="en">');
    expect(contentType).toBe('text/html; charset=utf-8');
    expect(fileName).toBe('Installation report Søster & Bröder -GmbH- 2026-03-02 OpenSSL 3.0.17 and kernel, March 2026.html');
  });

  test('every name survives into the PDF, by its characters or by their numbers, and as it is in the attached data', async () => {
    const read = readPdf(Buffer.from((await pdf()).body));
    const text = bare(read.text);
    for (const name of [oddNames.client, oddNames.combining.normalize('NFC'), 'a‹U+202E›txt.exe', 'kiosk-'])
      expect(text.normalize('NFC')).toContain(name);
    // Poppler gives the words of right-to-left text in the order in which they stand on the page.
    for (const word of [...oddNames.hebrew.split('-'), ...oddNames.arabic.split('-')]) expect(text).toContain(word);
    for (const character of oddNames.japanese.replace('-', '')) {
      const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
      expect(text.includes(character) || text.includes(number)).toBe(true);
    }
    const { devices } = JSON.parse(read.attached) as InstallationReport;
    expect(devices.map(({ name }) => name).toSorted()).toEqual(report.devices.map(({ name }) => name).toSorted());
    expect(text).toContain('3.0.17-1~deb12u2');
    expect(text).toContain('apt-get -q -y --no-remove');
  });

  test('the PDF is tagged, for archives, bears no time but that of the last record, and embeds its fonts', async () => {
    const document = await pdf();
    const { info, fonts } = readPdf(Buffer.from(document.body));
    expect(info).toMatch(/Tagged:\s+yes/);
    expect(info).toMatch(/Title:\s+OpenSSL 3\.0\.17 and kernel, March 2026 – Installation report/);
    expect(info).toMatch(/CreationDate:\s+Mon Mar 30 08:00:01 2026/);
    expect(Buffer.from(document.body).toString('latin1')).toMatch(/<pdfaid:part>3<\/pdfaid:part>/);
    expect(fonts).toContain('Inter-Regular');
    expect(
      fonts
        .split('\n')
        .slice(2)
        .filter((line) => line.trim() !== '')
        .every((line) => /\byes yes yes\b/.test(line)),
    ).toBe(true);
  });

  test('a checkpoint that covers the deployment is signed when the report needs it, and then stays the one that is printed', async () => {
    const text = String((await page()).body);
    const stored = await sql<{ size: number }>`select size from fettle.audit_checkpoint order by size`.execute(given.database.superuserDb);
    expect(stored.rows).toHaveLength(1);
    expect(text).toContain(`${stored.rows[0]?.size} entries`);
  });

  test('a PDF is recorded as exported, a look at the page is not', async () => {
    const exported = async () =>
      (
        await sql<{ n: number }>`select count(*)::int as n from fettle.audit_entry where action = 'report.exported'`.execute(
          given.database.superuserDb,
        )
      ).rows[0]?.n ?? 0;
    const before = await exported();
    await page();
    await pdf();
    expect(await exported()).toBe(before + 1);
  });
});

describe('what is refused', () => {
  test('a deployment of a client that is out of reach', async () => {
    const stranger = { ...by(), actor: reader([given.context.newId()]) };
    expect(await refusalOf(stranger, 'getReport', { params: { id: story.deploymentId } })).toBe('not-found');
    expect(await refusalOf({ ...by(), actor: reader([]) }, 'getReportPdf', { params: { id: story.deploymentId } })).toBe('not-found');
  });

  test('a proposal without a spec has nothing to report', async () => {
    const id = given.context.newId();
    await sql`insert into fettle.deployment (client_id, id, title, reason, policy_id, policy_version, expires_at, created_at, created_by)
      select client_id, ${id}, title, reason, policy_id, policy_version, expires_at, created_at, created_by from fettle.deployment where id = ${story.deploymentId}`.execute(
      given.database.superuserDb,
    );
    expect(await refusalOf(by(), 'getReport', { params: { id } })).toBe('deployment.not-ready');
  });

  test('a spec that was changed afterwards is told as such', async () => {
    const all = given.database.superuserDb;
    const change = async (from: string, to: string) => {
      await sql`alter table fettle.deployment_share disable trigger evidence_stays`.execute(all);
      await sql`update fettle.deployment_share set share = replace(share, ${from}, ${to}) where index = 0`.execute(all);
      await sql`alter table fettle.deployment_share enable trigger evidence_stays`.execute(all);
    };
    await change('3.0.17-1~deb12u2', '6.6.6-1~evil');
    expect(String((await page()).body)).toContain('The stored spec does not hash to what was approved');
    await change('6.6.6-1~evil', '3.0.17-1~deb12u2');
    expect(String((await page()).body)).not.toContain('does not hash');
  });
});
