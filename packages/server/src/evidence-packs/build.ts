/** An evidence pack from the records: files, and a manifest with the digest of each. Writes nothing but a checkpoint that covers its samples. */
import { answersOf, packFiles, sampleOf, sampleWords } from '@fettle/core/evidence-packs';
import type { Framework } from '@fettle/core/frameworks';
import type { PackManifest } from '@fettle/proof/evidence-pack';
import { manifestPath, trailPath } from '@fettle/proof/evidence-pack';
import { sha256Hex } from '@fettle/proof/hash';
import { frameworksOf } from '../agreements/index.ts';
import { clientZones } from '../deployments/index.ts';
import { buildReport, composeReport, makePdf, renderHtml } from '../evidence/index.ts';
import { obligationsOf } from '../months/index.ts';
import type { Context, Tx } from '../platform/feature.ts';
import type { ZippedFile } from '../platform/zip.ts';
import { composeAnswers } from './document.ts';
import type { Answers } from './document.ts';
import { readDeployments, readPackFacts } from './facts.ts';
import type { DeploymentFacts } from './facts.ts';
import { readPopulations } from './populations.ts';
import type { Population } from './populations.ts';
import type { Period } from './types.ts';

/** As many as auditors draw from a year of changes. */
const mostSamples = 25;

export type Gathered = { readonly answers: Answers; readonly populations: readonly Population[]; readonly samples: readonly ZippedFile[] };
export type PackTrouble = 'no client' | 'too many rows';

/** Reads everything in the transaction. */
export async function gatherPack(
  tx: Tx,
  context: Context,
  clientId: string,
  framework: Framework,
  period: Period,
): Promise<Gathered | PackTrouble> {
  const client = await tx.selectFrom('client').select('name').where('client_id', '=', clientId).executeTakeFirst();
  if (client === undefined) return 'no client';
  const installation = await tx.selectFrom('installation').select('provider_name').executeTakeFirst();
  const owed = await obligationsOf(tx, clientId, { month: '', from: period.from, until: period.until }, period.asOf);
  const deployments = await readDeployments(tx, clientId, period);
  const sample = sampleOf(
    deployments.filter(({ drill }) => !drill),
    mostSamples,
  );
  const sampled = sample.map((one, index) => ({ folder: `samples/${String(index + 1).padStart(2, '0')}/`, one }));
  const populations = await readPopulations(tx, clientId, period, {
    owed,
    deployments,
    sampled: new Map(sampled.map(({ folder, one }) => [one.id, folder])),
  });
  if (populations === null) return 'too many rows';
  const countOf = (of: string) => populations.find(({ path }) => path === of)?.count ?? 0;
  const facts = await readPackFacts(tx, context, clientId, framework, period, {
    owed,
    deployments,
    exceptions: countOf(packFiles.exceptions),
    months: countOf(packFiles.months),
  });
  const held = (await frameworksOf(tx, clientId, period.asOf.slice(0, 10))).some((one) => one.framework.id === framework.id);
  const { id, title, version, scopeText } = framework;
  const answers: Answers = {
    format: 'fettle-evidence-answers/1',
    provider: installation?.provider_name ?? '',
    client: { id: clientId, name: client.name, zone: (await clientZones(tx, [clientId])).get(clientId) ?? 'UTC' },
    framework: { id, title, version, scopeText },
    period,
    held,
    answers: answersOf(framework, facts),
    sampleWords: sampleWords(deployments.filter(({ drill }) => !drill).length, sample.length),
    samples: sampled.map(({ folder, one }) => ({ folder, deploymentId: one.id, title: one.title, at: one.created_at })),
  };
  return { answers, populations, samples: await samplesOf(tx, clientId, sampled) };
}

async function samplesOf(
  tx: Tx,
  clientId: string,
  sampled: readonly { readonly folder: string; readonly one: DeploymentFacts }[],
): Promise<readonly ZippedFile[]> {
  const files: ZippedFile[] = [];
  for (const { folder, one } of sampled) {
    const report = await buildReport(tx, clientId, one.id);
    if (report === null || report === 'no spec') continue;
    files.push({ path: `${folder}report.json`, body: `${JSON.stringify(report, null, 1)}\n` });
    files.push({ path: `${folder}report.html`, body: renderHtml(composeReport(report)) });
  }
  return files;
}

/** The files of the pack without manifest and trail; without the PDF where none can be made, which its text file then says. */
export async function filesOf({ answers, populations, samples }: Gathered): Promise<readonly ZippedFile[]> {
  const document = composeAnswers(answers, populations);
  const json = `${JSON.stringify(answers, null, 1)}\n`;
  const pdf = await makePdf(document, json);
  return [
    { path: 'README.txt', body: readme(answers, pdf.ok) },
    { path: 'answers.html', body: renderHtml(document) },
    ...(pdf.ok ? [{ path: 'answers.pdf', body: pdf.bytes }] : []),
    { path: 'answers.json', body: json },
    ...populations.map(({ path, body }) => ({ path, body })),
    ...samples,
  ];
}

export function manifestOf(
  { answers: { client, framework, period } }: Gathered,
  files: readonly ZippedFile[],
  madeBy: string,
): PackManifest {
  return {
    format: 'fettle-evidence-pack/1',
    client: { id: client.id, name: client.name },
    framework: { id: framework.id, title: framework.title, version: framework.version },
    from: period.from,
    until: period.until,
    madeAt: period.asOf,
    madeBy,
    files: files
      .map(({ path, body }) => ({ path, bytes: Buffer.byteLength(body), sha256: sha256Hex(body) }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

function readme({ client, framework, period }: Answers, hasPdf: boolean): string {
  return [
    `Evidence of ${client.name} for ${framework.title}, ${period.from} until ${period.until}.`,
    '',
    `answers.html${hasPdf ? ' and answers.pdf' : ''}   clause by clause what is asked and what the records answer (answers.json: the same for programs)`,
    'population/   whole lists: CSV, UTF-8, times in UTC; an apostrophe leads cells that a spreadsheet would take for formulas',
    'samples/      deployments from end to end, each as a page and for programs',
    `${manifestPath}   the SHA-256 of each of these files`,
    `${trailPath}   the audit trail of the client, in which one entry holds the SHA-256 of the manifest`,
    '',
    ...(hasPdf ? [] : ['There is no answers.pdf: no PDF could be made on the server when the pack was made.', '']),
    'To verify all of it without any server:  fettle evidence verify FILE.zip --trust FINGERPRINT',
    'FINGERPRINT is that of the provider’s root key, which the provider tells you by another way.',
    '',
  ].join('\n');
}
