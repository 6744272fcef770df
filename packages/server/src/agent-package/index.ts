/**
 * The agent as a Debian package, for the one line that installs it: built from this very source at the first wish, kept, and built anew when the source changed.
 * It comes over the agents' listener without a credential: it holds no secret, and what a device trusts is the fingerprint on the command line.
 */
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { refuse } from '../platform/feature.ts';
import type { ApiRefusal, Context, Feature, FileDownload } from '../platform/feature.ts';

const builder = fileURLToPath(new URL('../../../agent/packaging/build-agent.ts', import.meta.url));
const buildTimeoutMs = 10 * 60_000;
export const agentPackagePath = '/agent/v1/fettle-agent.deb';

/** Askers while a build runs share it. A failed build is tried again by the next asker. */
let building: Promise<string> | null = null;

export const agentPackage: Feature = { name: 'agent package', agentDownloads: { [agentPackagePath]: download } };

async function download(context: Context): Promise<FileDownload | ApiRefusal> {
  building ??= build().finally(() => {
    building = null;
  });
  try {
    const path = await building;
    return { path, bytes: (await stat(path)).size, contentType: 'application/vnd.debian.binary-package', fileName: 'fettle-agent.deb' };
  } catch (error) {
    context.log.error({ err: error }, 'the agent package could not be built');
    return refuse(
      'unavailable',
      'The agent package could not be built on this server; its log says why. It needs dpkg-deb, which Debian has.',
    );
  }
}

/** A process of its own: bundling takes memory and a core for half a minute, and it ends. */
function build(): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builder], { stdio: ['ignore', 'pipe', 'pipe'] });
    const late = setTimeout(() => child.kill('SIGKILL'), buildTimeoutMs);
    let out = '';
    let trouble = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (trouble = (trouble + chunk.toString('utf8')).slice(-4000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      // Its last line is what it built, as JSON.
      const line = out.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve((JSON.parse(line) as { deb: string }).deb);
      else reject(new Error(`build-agent ended with ${code ?? 'a signal'}: ${trouble.trim()}`));
    });
  });
}
