/** Which features there are, and what the platform needs of them. */
import { fileURLToPath } from 'node:url';
import { audit } from './audit/index.ts';
import { clients } from './clients/index.ts';
import { findings } from './findings/index.ts';
import { localAgent } from './local-agent/index.ts';
import { policies } from './policies/index.ts';
import { ensureInstallation, readServerKey, trust } from './trust/index.ts';
import type { AppParts } from './start.ts';

/** Everything of Fettle. A route of the table that no feature here answers stops the start. */
export function fettle(): AppParts {
  return {
    features: [audit, clients, findings, policies, trust, localAgent],
    // Sessions and API keys are the people feature's; until it is here nobody is let in.
    authenticate: async () => null,
    consoleFolder: fileURLToPath(new URL('../../console/dist', import.meta.url)),
    serverKey: readServerKey,
    async prepare(context, say) {
      const installation = await ensureInstallation({
        db: context.db,
        keysFolder: context.config.keysFolder,
        serverKey: context.serverKey,
        now: context.now(),
        newId: context.newId,
        providerName: 'This provider',
      });
      if (installation.first) say('keys', `made in ${context.config.keysFolder}; move root.key off this machine`);
      if (installation.warning !== null) say('warning', installation.warning);
    },
  };
}
