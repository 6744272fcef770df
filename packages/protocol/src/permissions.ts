/** What a person or API key may do, and the roles that bundle it. A grant gives a role for one client, or for all. */
export const permissions = {
  'client.read': 'See clients, sites and contacts',
  'client.write': 'Change clients, sites and contacts, make enrolment tokens',
  'device.read': 'See devices, what they have and what they miss',
  'device.write': 'Change tier, owner, dependencies; settle quarantines; retire',
  'policy.read': 'See policies',
  'policy.write': 'Make and change policies',
  'deployment.read': 'See deployments and their runs',
  'deployment.propose': 'Propose deployments and roll-backs',
  'deployment.approve': 'Hand in signed approvals',
  'deployment.hold': 'Hold, release and cancel deployments',
  'evidence.read': 'See audit trail, notices and reports',
  'people.read': 'See people and API keys',
  'people.write': 'Invite people, change their roles, make API keys',
  'trust.read': 'See the authority and requests for admission',
  'trust.write': 'Hand in a new authority, a panic stop; ask for admission of a key',
  'decision.read': 'See decisions and exceptions',
  'decision.write': 'Record, review and end decisions and exceptions',
  'agreement.read': 'See which frameworks clients are held to, and their SLA',
  'agreement.write': 'Say which frameworks clients are held to, which devices are out of scope; save SLAs',
  'feed.read': 'See feeds of advisories and their age',
  'feed.write': 'Switch feeds, say where they are fetched from, let held files through',
  'known-issue.write': 'Record and resolve known issues of updates, for all clients',
  'freeze.write': 'Declare and end freezes, keep lists of holidays',
  'backup.record': 'Record backups and tests of restores',
  'checklist.write': 'Make the rules of the twelve steps stricter, for all clients',
  'settings.read': 'See settings and system health',
} as const;
export type Permission = keyof typeof permissions;

const reading = [
  'client.read',
  'device.read',
  'policy.read',
  'deployment.read',
  'evidence.read',
  'trust.read',
  'feed.read',
  'agreement.read',
  'decision.read',
] as const;
const working = [
  'client.write',
  'device.write',
  'policy.write',
  'deployment.propose',
  'deployment.approve',
  'deployment.hold',
  'people.read',
  'settings.read',
  'agreement.write',
  'decision.write',
  'known-issue.write',
  'freeze.write',
  'backup.record',
] as const;

export const roles = {
  administrator: { label: 'Administrator', permissions: Object.keys(permissions) as Permission[] },
  technician: { label: 'Technician', permissions: [...reading, ...working] as Permission[] },
  'backup-reporter': { label: 'Backup reporter', permissions: ['backup.record'] as Permission[] },
  reader: { label: 'Reader', permissions: [...reading] as Permission[] },
} as const;
export type RoleId = keyof typeof roles;
