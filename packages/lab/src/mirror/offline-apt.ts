/** Asking apt what a root lacks, with lists and caches of its own and without touching that root or this machine's apt. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../world/run.ts';

export type OfflineApt = {
  /** Runs `apt-get` or `apt-cache` over the root's status and the given archives. */
  ask(program: 'apt-get' | 'apt-cache', ...words: string[]): Promise<string>;
  end(): Promise<void>;
};

const LIMIT = 120_000;

/** Takes the archives' lists in and verifies their signatures. `sources` are lines of sources.list(5). */
export async function openOfflineApt(root: string, sources: readonly string[]): Promise<OfflineApt> {
  const work = await mkdtemp(join(tmpdir(), 'fettle-lab-apt-'));
  for (const folder of [
    'lists/partial',
    'cache/archives/partial',
    'etc/preferences.d',
    'etc/apt.conf.d',
    'etc/sources.list.d',
    'etc/trusted.gpg.d',
  ]) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(join(work, 'etc/sources.list'), `${sources.join('\n')}\n`);
  const settings = [
    `Dir::State::status=${join(root, 'var/lib/dpkg/status')}`,
    `Dir::State::extended_states=${join(root, 'var/lib/apt/extended_states')}`,
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    `Dir::Etc=${join(work, 'etc')}`,
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'APT::Install-Recommends=false',
    'APT::Update::Error-Mode=any',
    'Debug::NoLocking=1',
  ].flatMap((setting) => ['-o', setting]);
  const ask: OfflineApt['ask'] = (program, ...words) => must([program, ...settings, ...words], { timeout: LIMIT });
  const end = (): Promise<void> => rm(work, { recursive: true, force: true });
  try {
    await ask('apt-get', 'update', '-qq');
    return { ask, end };
  } catch (error) {
    await end();
    throw error;
  }
}
