import { paths } from '../../paths.ts';

type Rows = (clientId: string) => string;

const devices: Rows = (client) => paths.devices({ client });
const updates: Rows = (client) => paths.updates({ client });
const deployments: Rows = (client) => paths.deployments({ client });
const found: Rows = (client) => paths.policies({ tab: 'found', client });
const rollback: Rows = (client) => paths.client(client, { tab: 'rollback' });
const feeds: Rows = () => paths.settings({ tab: 'feeds' });
const programme: Rows = (client) => paths.client(client, { tab: 'programme' });

/** The list in which the rows behind a number of the twelve steps stand. */
const rowsByKey: Readonly<Record<string, Rows>> = {
  silent: (client) => paths.devices({ client, health: 'unknown' }),
  quarantined: devices,
  withoutTier: devices,
  withoutOwner: devices,
  pastSupport: (client) => paths.risk({ tab: 'support', client, standing: 'past', decided: 'no' }),
  unmanaged: (client) => paths.client(client, { tab: 'discovered' }),
  findingsFailing: found,
  findingsAttention: found,
  unscanned: devices,
  oldScans: devices,
  notAsked: devices,
  lateFeeds: feeds,
  emptyFeeds: feeds,
  untriaged: (client) => paths.risk({ client, kev: 'yes' }),
  missed: updates,
  undecided: (client) => paths.updates({ client, urgency: 'urgent' }),
  atRisk: updates,
  devicesFailing: rollback,
  devicesAttention: rollback,
  windowsFailing: found,
  windowsAttention: found,
  deploymentsFailing: deployments,
  deploymentsAttention: deployments,
  withoutNotice: deployments,
  failed: deployments,
  notTaken: deployments,
  rolledBack: deployments,
  unknownEnd: deployments,
  held: deployments,
  unverified: deployments,
  undecidedRegressions: deployments,
  notWell: deployments,
  untold: deployments,
  incomplete: deployments,
  missingParts: programme,
  overdueParts: programme,
  overdueActions: (client) => paths.client(client, { tab: 'audits' }),
};

/** Undefined: a number that this console does not know opens nothing. */
export function rowsOf(key: string, clientId: string): string | undefined {
  return rowsByKey[key]?.(clientId);
}
