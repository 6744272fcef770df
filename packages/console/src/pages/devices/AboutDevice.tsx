import type { ReactNode } from 'react';
import { isContainer, noRestartInContainer } from '@fettle/core/inventory';
import { bytes } from '../../parts/marks.tsx';
import { paths } from '../../paths.ts';
import { Fingerprint } from '../../ui/CommandLine.tsx';
import { Count } from '../../ui/Count.tsx';
import { type Fact, KeyValue } from '../../ui/KeyValue.tsx';
import { Name } from '../../ui/Name.tsx';
import { Section } from '../../ui/Section.tsx';
import { isSameZone } from '../../ui/time.ts';
import { Time } from '../../ui/Time.tsx';
import { exposureFact } from './ExposureFact.tsx';
import { ListsFact } from './ListsFact.tsx';
import { StandInPart } from './StandInPart.tsx';
import { AutomaticUpdates, RestartFact, StaleServices } from './RestartFact.tsx';
import type { Device } from './types.ts';

/** What the device is, how fresh the knowledge of it is, what it stands for, and what hangs on it. */
export function AboutDevice({ device }: { device: Device }): ReactNode {
  return (
    <>
      <Section title="How it stands">
        <KeyValue columns={2} facts={standing(device)} />
      </Section>
      <Section title="What it stands for">
        <KeyValue columns={2} facts={meaning(device)} />
      </Section>
      <StandInPart device={device} />
      <Section title="What it is">
        <KeyValue columns={2} facts={machine(device)} />
      </Section>
    </>
  );
}

function standing(device: Device): Fact[] {
  return [
    {
      name: 'Missing',
      value: <Count value={device.missing} href={paths.device(device.id, { tab: 'missing' })} label={['update', 'updates']} show />,
      note: device.missingSecurity === null ? undefined : `${device.missingSecurity} of them for security`,
    },
    {
      name: 'Restart',
      value: <RestartFact pending={device.runtime?.restartPending ?? null} since={device.restartPendingSince ?? null} />,
      note: device.runtime?.restartPending?.length === 0 ? noRestartNote(device) : undefined,
    },
    { name: 'Package lists', value: <ListsFact lists={device.lists} refreshedAt={device.listsRefreshedAt} zone={device.zone} /> },
    { name: 'Old code', value: <StaleServices services={device.runtime?.staleServices ?? null} /> },
    {
      name: 'Its own updates',
      value: <AutomaticUpdates told={device.runtime?.automaticUpdates} />,
      note: device.runtime?.automaticUpdates ? <Name of={device.runtime.automaticUpdates.detail} wraps /> : undefined,
    },
    { name: 'Last scan', value: <Time at={device.scannedAt} zone={device.zone} absent="never" /> },
    { name: 'Last seen', value: <Time at={device.lastSeenAt} zone={device.zone} absent="never" /> },
  ];
}

/** Why nothing is asked, of a container. */
function noRestartNote({ system }: Device): ReactNode {
  const why = noRestartInContainer(system?.virtualisation ?? null);
  return why === null ? undefined : <Name of={why} wraps />;
}

function meaning(device: Device): Fact[] {
  return [
    {
      name: 'Tier',
      value: device.tier,
      note: device.tier === null ? 'Without a tier it counts as nothing in particular. Set one with Change.' : undefined,
    },
    {
      name: 'Policy',
      value:
        device.policy === null ? (
          'none'
        ) : (
          <a href={paths.policy(device.policy.id)}>
            <Name of={device.policy.name} /> version {device.policy.version}
          </a>
        ),
      note: device.policy === null ? 'No policy applies, so nothing changes here by itself.' : undefined,
    },
    exposureFact(device),
    { name: 'Owner', value: device.owner === null ? null : <Name of={device.owner} wraps /> },
    {
      name: 'Carries',
      value: device.service === null ? 'not set' : <Name of={device.service} wraps />,
      note: device.service === null ? 'The business service that it carries. Set it with Change.' : undefined,
    },
    {
      name: 'Its outage',
      value: device.outage === null ? 'not set' : <Name of={device.outage} wraps />,
      note: device.outage === null ? 'What it means, in the client’s words.' : undefined,
    },
    { name: 'Depends on', value: <Devices of={device.dependsOn} none="nothing that is recorded" /> },
    { name: 'Needed by', value: <Devices of={device.dependants} none="nothing that is recorded" /> },
    {
      name: 'Runs on',
      value: device.host === null ? hostUnknown(device) : <Devices of={[device.host]} none="" />,
      note: device.host === null ? undefined : 'Its host changes after it.',
    },
    { name: 'Hosts', value: <Devices of={device.guests} none="nothing that is recorded" /> },
    {
      name: 'Clusters',
      value:
        device.clusters.length === 0 ? (
          'none'
        ) : (
          <a href={paths.client(device.clientId, { tab: 'capacity' })}>
            <Name of={device.clusters.map(({ name, most }) => `${name} (${most} at once)`).join(', ')} wraps />
          </a>
        ),
    },
    ...(device.unwell === null ? [] : [unwellFact(device.clientId, device.unwell)]),
    { name: 'Site', value: <Name of={device.siteName} />, note: device.zone },
    { name: 'May change', value: device.mode === 'manage' ? 'Yes, within its limits' : 'No, it only observes' },
  ];
}

/** Machines tell that they are virtual, not on which device. */
function hostUnknown({ system }: Device): string {
  if (system === null) return 'not known';
  if (system.virtualisation === null || system.virtualisation === 'none') return 'nothing that is recorded';
  const what = isContainer(system.virtualisation) === true ? 'a container' : 'virtual';
  return `not recorded; it says that it is ${what} (${system.virtualisation})`;
}

function unwellFact(clientId: string, unwell: NonNullable<Device['unwell']>): Fact {
  return {
    name: 'After a change',
    value: (
      <a href={paths.deployment(unwell.deploymentId)}>
        counts as unwell: {unwell.outcome === 'unknown' ? 'nobody knows how it ended' : unwell.outcome}
      </a>
    ),
    note: <a href={paths.client(clientId, { tab: 'capacity' })}>Say that it is well</a>,
  };
}

function machine(device: Device): Fact[] {
  const system = device.system;
  return [
    { name: 'System', value: <Name of={device.osName} wraps /> },
    { name: 'Kernel', value: system === null ? null : <Name of={system.kernel} wraps /> },
    {
      name: 'Machine',
      value:
        system === null
          ? null
          : `${system.cpus} ${system.cpus === 1 ? 'processor' : 'processors'}, ${bytes(system.memoryBytes)} of memory, ${system.architecture}`,
      note: kindOfMachine(system?.virtualisation ?? null),
    },
    {
      name: 'Addresses',
      value: system === null ? null : system.addresses.length === 0 ? 'none' : <Name of={system.addresses.join(', ')} wraps />,
    },
    {
      name: 'Clock',
      value: system?.timeZone ?? null,
      note:
        system?.timeZone !== undefined && system.timeZone !== null && !isSameZone(system.timeZone, device.zone)
          ? `Differs from its site's ${device.zone}; windows open by the site's.`
          : undefined,
    },
    {
      name: 'Packages',
      value: <Count value={device.packages} href={paths.device(device.id, { tab: 'installed' })} label="installed" show />,
    },
    { name: 'Agent', value: device.agentVersion === null ? null : `version ${device.agentVersion}` },
    { name: 'Enrolled', value: <Time at={device.enrolledAt} zone={device.zone} /> },
    { name: 'Key', value: <Fingerprint label="Device key" text={device.keyId} /> },
  ];
}

function kindOfMachine(virtualisation: string | null): string | undefined {
  if (virtualisation === null) return undefined;
  return isContainer(virtualisation) === true ? `a container (${virtualisation})` : virtualisation;
}

function Devices({ of, none }: { of: Device['dependsOn']; none: string }): ReactNode {
  if (of.length === 0) return none;
  return (
    <ul>
      {of.map((one) => (
        <li key={one.id}>
          <a href={paths.device(one.id)}>
            <Name of={one.name} />
          </a>
        </li>
      ))}
    </ul>
  );
}
