import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { root } from './checkout.mjs';
import { runChild } from './child.mjs';
import { debianPackages } from './debian-packages.mjs';
import { Obstacle, say } from './say.mjs';

/**
 * Installs the missing Debian packages, as root; says which and why. An ordinary user gets the one line to run.
 * @param {import('./debian-packages.mjs').Need[]} needs
 * @returns {Promise<void>} throws an Obstacle when something is missing and cannot be installed
 */
export async function ensureDebianPackages(needs) {
  const missing = missingPackages(needs);
  if (missing.length === 0) return;
  say('Debian packages that are missing:');
  for (const { name, reason } of missing) say(`  ${name.padEnd(18)} ${reason}`);
  const names = missing.map(({ name }) => name);
  if (process.getuid?.() !== 0) {
    throw new Obstacle(
      'Only root may install them. Run this line, then start again:',
      `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${names.join(' ')}`,
    );
  }
  await aptGet(['update']);
  await withoutNewCluster(names, () => aptGet(['install', '-y', '--no-install-recommends', ...names]));
  const still = missingPackages(needs);
  if (still.length > 0)
    throw new Obstacle(`apt-get reported success, but these are still missing: ${still.map(({ name }) => name).join(', ')}.`);
}

/** Which of the packages are not installed. Throws an Obstacle on a system without dpkg. */
export function missingPackages(/** @type {import('./debian-packages.mjs').Need[]} */ needs) {
  const wanted = debianPackages.filter((entry) => needs.includes(entry.for));
  if (wanted.length === 0) return [];
  const names = wanted.map(({ name }) => name);
  if (!existsSync('/usr/bin/dpkg-query')) {
    throw new Obstacle(
      `This needs Debian (12 or newer) with the packages ${names.join(', ')}, and there is no dpkg here. The steps that run anywhere: npm test -- --list`,
    );
  }
  // Status 1 only says that some are unknown to dpkg; what it prints is about the others.
  const asked = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...names], { encoding: 'utf8' });
  const installed = new Set(
    asked.stdout
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([, status]) => status?.[1] === 'i')
      .map(([name]) => name),
  );
  return wanted.filter(({ name }) => !installed.has(name));
}

/** @param {string[]} args */
async function aptGet(args) {
  say(`apt-get ${args.join(' ')}`);
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const { code, interrupted } = await runChild('apt-get', [...options, ...args], { cwd: root, env });
  if (interrupted) throw new Obstacle(`Stopped during apt-get ${args[0]}.`);
  if (code !== 0) throw new Obstacle(`apt-get ${args[0]} failed with status ${code}; its own words are above.`);
}

const noMainCluster = '/etc/postgresql-common/createcluster.d/fettle.conf';

/**
 * Debian's PostgreSQL makes and starts a cluster when it is installed. We want its programs only, so its own switch says
 * no (createcluster.conf, see pg_createcluster(8)) for as long as the installation takes.
 */
async function withoutNewCluster(/** @type {string[]} */ names, /** @type {() => Promise<void>} */ install) {
  if (!names.some((name) => name.startsWith('postgresql')) || existsSync(noMainCluster)) return install();
  mkdirSync(dirname(noMainCluster), { recursive: true });
  writeFileSync(noMainCluster, 'create_main_cluster = false\n');
  try {
    await install();
  } finally {
    rmSync(noMainCluster, { force: true });
  }
}
