/** What is installed now, as `name:architecture` → version; only what is whole counts. */
import type { RunContext } from './context.ts';

export async function installedVersions(context: RunContext): Promise<Map<string, string>> {
  const scan = await context.manager.scan(context.machine, context.mode);
  if (!scan.ok) return new Map();
  return new Map(
    scan.installed.filter((item) => item.condition === 'installed').map((item) => [`${item.name}:${item.architecture}`, item.version]),
  );
}
