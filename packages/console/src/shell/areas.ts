import {
  IconBook2,
  IconBuilding,
  IconCalendar,
  IconChecklist,
  IconDeviceDesktop,
  IconGavel,
  IconInbox,
  IconPackage,
  IconRocket,
  IconSettings,
  IconShieldCheck,
  IconShieldExclamation,
  IconTargetArrow,
  type Icon,
} from '@tabler/icons-react';
import { paths, type Query } from '../paths.ts';

export type Area = {
  readonly id: string;
  readonly label: string;
  /** What the area answers, for the palette. */
  readonly question: string;
  readonly icon: Icon;
  readonly href: (query: Query) => string;
  /** The key after `g`. */
  readonly key: string;
};

/** The console's areas, in the order of the rail. The first four stand in the bottom bar of a phone. */
export const areas: readonly Area[] = [
  { id: 'today', label: 'Today', question: 'What needs a person now', icon: IconChecklist, href: paths.today, key: 't' },
  { id: 'clients', label: 'Clients', question: 'Who is well and who is not', icon: IconBuilding, href: paths.clients, key: 'c' },
  {
    id: 'devices',
    label: 'Devices',
    question: 'What each machine is, has and misses',
    icon: IconDeviceDesktop,
    href: paths.devices,
    key: 'd',
  },
  {
    id: 'updates',
    label: 'Updates',
    question: 'What is offered, to how many, how urgent',
    icon: IconPackage,
    href: paths.updates,
    key: 'u',
  },
  {
    id: 'desk',
    label: 'Patch Tuesday',
    question: 'What is new, and what would be decided',
    icon: IconInbox,
    href: paths.desk,
    key: 'n',
  },
  {
    id: 'risk',
    label: 'Risk',
    question: 'Which vulnerabilities devices have, since when',
    icon: IconShieldExclamation,
    href: paths.risk,
    key: 'r',
  },
  {
    id: 'deployments',
    label: 'Deployments',
    question: 'What is changing and what it waits for',
    icon: IconRocket,
    href: paths.deployments,
    key: 'p',
  },
  {
    id: 'campaigns',
    label: 'Campaigns',
    question: 'One change for many clients at once',
    icon: IconTargetArrow,
    href: paths.campaigns,
    key: 'm',
  },
  {
    id: 'calendar',
    label: 'Calendar',
    question: 'What opens when, and what is frozen',
    icon: IconCalendar,
    href: paths.calendar,
    key: 'l',
  },
  { id: 'policies', label: 'Policies', question: 'What applies where and why', icon: IconBook2, href: paths.policies, key: 'o' },
  {
    id: 'exceptions',
    label: 'Exceptions',
    question: 'What was decided, who said what, until when',
    icon: IconGavel,
    href: paths.exceptions,
    key: 'x',
  },
  { id: 'evidence', label: 'Evidence', question: 'Who did what and when', icon: IconShieldCheck, href: paths.evidence, key: 'e' },
  { id: 'settings', label: 'Settings', question: 'People, trust, system health', icon: IconSettings, href: paths.settings, key: 's' },
];

/** The area that an address belongs to; Today where none other does. */
export function areaOf(pathname: string): string {
  return areas.find((area) => area.id !== 'today' && pathname.startsWith(`/${area.id}`))?.id ?? 'today';
}
