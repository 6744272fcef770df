/** Addresses of the console to which lines of Today lead. They mirror the console's own table of links. */
export const paths = {
  clients: () => '/clients',
  devicesOf: (clientId: string, health: 'failing' | 'unknown') => `/devices?client=${clientId}&health=${health}`,
  devicesNeeding: (clientId: string) => `/devices?client=${clientId}&health=attention`,
  device: (id: string) => `/devices/${id}`,
  campaign: (id: string) => `/campaigns/${id}`,
  deployment: (id: string) => `/deployments/${id}`,
  run: (id: string, deviceId: string) => `/deployments/${id}?device=${deviceId}`,
  urgentUpdates: (clientId: string) => `/updates?client=${clientId}&urgency=urgent`,
  policyFindings: (clientId: string) => `/policies?tab=found&client=${clientId}`,
  policies: (clientId: string) => `/policies?client=${clientId}`,
  standing: (clientId: string) => `/policies?tab=standing&client=${clientId}`,
  policy: (id: string) => `/policies/${id}`,
  levelPolicy: (id: string) => `/policies/levels/${id}`,
  /** Expired ones stand on top of the register; workarounds are a kind of their own. */
  decisions: (clientId: string, what: 'expired' | 'review-due' | 'workaround') =>
    `/exceptions?client=${clientId}&${what === 'workaround' ? 'kind=workaround' : `state=${what}`}`,
  decision: (clientId: string, id: string) => `/exceptions/${id}?client=${clientId}`,
  /** Releases past their support, or near its end, for which nothing is agreed. */
  support: (clientId: string, what: 'past' | 'ending') => `/risk?tab=support&client=${clientId}&standing=${what}&decided=no`,
  propose: (clientId: string, updateIds: readonly number[]) => `/deployments/new?client=${clientId}&updates=${updateIds.join(',')}`,
  updates: (clientId: string) => `/updates?client=${clientId}`,
  deployments: (clientId: string) => `/deployments?client=${clientId}`,
  discovered: (clientId: string) => `/clients/${clientId}?tab=discovered`,
  devices: (clientId: string) => `/devices?client=${clientId}`,
  risk: (clientId: string) => `/risk?client=${clientId}`,
  feeds: () => '/settings?tab=feeds',
  rollback: (clientId: string) => `/clients/${clientId}?tab=rollback`,
  programme: (clientId: string) => `/clients/${clientId}?tab=programme`,
  audits: (clientId: string) => `/clients/${clientId}?tab=audits`,
  contacts: (clientId: string) => `/clients/${clientId}?tab=people`,
  trust: () => '/settings?tab=trust',
} as const;
