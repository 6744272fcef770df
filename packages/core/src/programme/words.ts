/** What the pillars are called, and what people are asked to write. */
import type { PartId, PillarId } from './types.ts';

export const pillarWords: Readonly<Record<PillarId, { readonly title: string; readonly about: string }>> = {
  inventory: {
    title: 'Inventory by criticality',
    about: 'Which machines there are, how much depends on each, and on which others they depend.',
  },
  classification: { title: 'Classification of patches', about: 'Which updates are taken, in which order, and by when.' },
  testing: { title: 'Testing process', about: 'What is tried first and where, what counts as success, and what is done on failure.' },
  deployment: { title: 'Deployment process', about: 'How a change is approved, sent and watched, and who answers for it.' },
  timeline: { title: 'Timeline', about: 'When changes may take place, by the clock of each site.' },
  reports: { title: 'Latest installations', about: 'What the last deployments came to. Each has an installation report of its own.' },
  recovery: { title: 'Backup and recovery', about: 'How each machine comes back, and when that was last tried.' },
};

export const partWords: Readonly<Record<PartId, { readonly pillar: PillarId; readonly title: string; readonly asks: string }>> = {
  priorities: {
    pillar: 'inventory',
    title: 'What matters most to the client',
    asks: 'What the client’s business can not do without, in its own words, and which machines carry it.',
  },
  sandbox: {
    pillar: 'testing',
    title: 'Sandbox',
    asks: 'What changes are tried on besides the devices of the first ring: where it is, how it differs from production, and where its credentials are kept (never the credentials themselves).',
  },
  success: {
    pillar: 'testing',
    title: 'What counts as success',
    asks: 'What a tester does and must see before a change goes on, beyond the written steps and health checks.',
  },
  'on-failure': {
    pillar: 'testing',
    title: 'What to do on failure',
    asks: 'Who decides when a test fails, who is told, and what happens to the change.',
  },
  deploying: {
    pillar: 'deployment',
    title: 'During a deployment',
    asks: 'Who watches, how that person is reached out of hours, and who is called next.',
  },
  reviewer: {
    pillar: 'deployment',
    title: 'Responsible reviewer',
    asks: 'Who reviews each deployment afterwards and signs it off, and who stands in.',
  },
  backups: {
    pillar: 'recovery',
    title: 'Backups',
    asks: 'Which backups are made of what, how often, where they are kept, and who can restore them.',
  },
  recovery: {
    pillar: 'recovery',
    title: 'Recovery plan',
    asks: 'In which order systems are brought back, how long that may take, and who decides.',
  },
};
