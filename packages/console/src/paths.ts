/** Every link of the console, in one place: a page's address is written here and nowhere else. Plain text, so that any link can be mailed. */

export type Query = Readonly<Record<string, string | null | undefined>>;

/** `path` with the query's parts that have a value, in the order given. An empty text counts as no value. */
export function withQuery(path: string, query: Query): string {
  const parts = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parts.set(name, value);
  }
  const text = parts.toString();
  return text === '' ? path : `${path}?${text}`;
}

const segment = (id: string): string => encodeURIComponent(id);

export const paths = {
  signIn: (query: { next?: string } = {}) => withQuery('/sign-in', query),
  welcome: () => '/welcome',
  acknowledge: () => '/acknowledge',
  ui: () => '/ui',
  today: (query: Query = {}) => withQuery('/', query),
  clients: (query: Query = {}) => withQuery('/clients', query),
  client: (client: string, query: Query = {}) => withQuery(`/clients/${segment(client)}`, query),
  devices: (query: Query = {}) => withQuery('/devices', query),
  device: (device: string, query: Query = {}) => withQuery(`/devices/${segment(device)}`, query),
  updates: (query: Query = {}) => withQuery('/updates', query),
  desk: (query: Query = {}) => withQuery('/desk', query),
  update: (update: string, query: Query = {}) => withQuery(`/updates/${segment(update)}`, query),
  risk: (query: Query = {}) => withQuery('/risk', query),
  advisory: (advisory: string, query: Query = {}) => withQuery(`/risk/${segment(advisory)}`, query),
  deployments: (query: Query = {}) => withQuery('/deployments', query),
  deployment: (deployment: string, query: Query = {}) => withQuery(`/deployments/${segment(deployment)}`, query),
  newDeployment: (query: Query = {}) => withQuery('/deployments/new', query),
  campaigns: (query: Query = {}) => withQuery('/campaigns', query),
  campaign: (campaign: string, query: Query = {}) => withQuery(`/campaigns/${segment(campaign)}`, query),
  newCampaign: (query: Query = {}) => withQuery('/campaigns/new', query),
  calendar: (query: Query = {}) => withQuery('/calendar', query),
  policies: (query: Query = {}) => withQuery('/policies', query),
  policy: (policy: string, query: Query = {}) => withQuery(`/policies/${segment(policy)}`, query),
  newPolicy: (client: string) => withQuery('/policies/new', { client }),
  levelPolicy: (policy: string, query: Query = {}) => withQuery(`/policies/levels/${segment(policy)}`, query),
  editLevel: (query: Query = {}) => withQuery('/policies/edit', query),
  group: (group: string, query: Query = {}) => withQuery(`/policies/groups/${segment(group)}`, query),
  editGroup: (group: string) => `/policies/groups/${segment(group)}/edit`,
  newGroup: (query: Query = {}) => withQuery('/policies/groups/new', query),
  exceptions: (query: Query = {}) => withQuery('/exceptions', query),
  exception: (decision: string, query: Query = {}) => withQuery(`/exceptions/${segment(decision)}`, query),
  evidence: (query: Query = {}) => withQuery('/evidence', query),
  settings: (query: Query = {}) => withQuery('/settings', query),
} as const;
