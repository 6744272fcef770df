/** Addresses of the console to which lines of Today lead. They mirror the console's own table of links. */
export const paths = {
  clients: () => '/clients',
  devicesOf: (clientId: string, health: 'failing' | 'unknown') => `/devices?client=${clientId}&health=${health}`,
  device: (id: string) => `/devices/${id}`,
  deployment: (id: string) => `/deployments/${id}`,
  urgentUpdates: (clientId: string) => `/updates?client=${clientId}&urgency=urgent`,
  policies: (clientId: string) => `/policies?client=${clientId}`,
  policy: (id: string) => `/policies/${id}`,
  contacts: (clientId: string) => `/clients/${clientId}?tab=people`,
  trust: () => '/settings?tab=trust',
} as const;
