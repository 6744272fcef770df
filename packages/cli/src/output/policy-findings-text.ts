/** What looks at policies found, for a terminal. */
import type { CallOutput } from '@fettle/protocol/client';
import { clean } from './clean.ts';
import { blocks, sentence } from './screen.ts';
import type { Screen } from './screen.ts';
import { local } from './times.ts';

type Standing = CallOutput<'listPolicyStandings'>['items'][number];
type Finding = CallOutput<'listPolicyFindings'>['items'][number];

const mostNames = 5;

/** Client by client: how its policies stand, and each finding with the devices that it rests on. */
export function policyFindingsText(screen: Screen, standings: readonly Standing[], findings: readonly Finding[]): string {
  if (standings.length === 0) return 'There is no client in your reach.';
  return blocks(
    ...standings.map((standing) => {
      const own = findings.filter(({ clientId }) => clientId === standing.clientId);
      const looked =
        standing.lookedAt === null ? 'never looked at' : `looked at ${local(Temporal.Instant.from(standing.lookedAt), screen.zone)}`;
      const head = `${screen.paint(clean(standing.clientName), 'strong')}: ${screen.paint(standing.state, standing.state)} (${looked})`;
      const lines = own.length === 0 ? [sentence(screen, standing.sentence)] : own.map((one) => findingText(screen, one));
      return [head, ...lines].join('\n');
    }),
  );
}

function findingText(screen: Screen, { severity, sentence: text, policyName, path, evidence }: Finding): string {
  const where = policyName === '' ? '' : ` [${clean(policyName)}${path === '' ? '' : `, ${path}`}]`;
  const names = evidence.names.slice(0, mostNames).map(({ name }) => clean(name));
  const more = evidence.devices > names.length ? ` and ${evidence.devices - names.length} more` : '';
  const on = names.length === 0 ? '' : ` (${names.join(', ')}${more})`;
  return screen.paint(sentence(screen, `${severity}: ${text}${where}${on}`), severity);
}
