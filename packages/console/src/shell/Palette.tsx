import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { paths } from '../paths.ts';
import { plainName } from '../ui/name-text.ts';
import { areas } from './areas.ts';
import type { ClientChoice } from './ClientSwitch.tsx';
import { best } from './best.ts';
import style from './Palette.module.css';

type Props = { clients: readonly ClientChoice[]; clientId: string | undefined; onSignOut: () => void };

const few = 6;

/** Ctrl K: every page, client, device, update and command by a few letters. Devices and updates are looked for on the server. */
export function Palette({ clients, clientId, onSignOut }: Props): ReactNode {
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const [text, setText] = useState('');
  const sought = text.trim();
  const wanted = { enabled: sought.length > 1, placeholderData: keepPreviousData };
  const devices = useQuery({ ...reading('listDevices', { query: { text: sought, limit: few } }), ...wanted }).data?.items ?? [];
  const updates = useQuery({ ...reading('listUpdates', { query: { text: sought, limit: few } }), ...wanted }).data?.items ?? [];
  const go = (href: string) => (): void => void navigate({ href });

  const pages = areas.map((area) => ({
    id: `area ${area.id}`,
    label: area.label,
    description: area.question,
    onClick: go(area.href({ client: clientId })),
  }));
  const commands = [
    { id: 'light', label: 'Light colours', description: 'Command', onClick: () => setColorScheme('light') },
    { id: 'dark', label: 'Dark colours', description: 'Command', onClick: () => setColorScheme('dark') },
    { id: 'auto', label: 'Colours as the system has them', description: 'Command', onClick: () => setColorScheme('auto') },
    { id: 'sign out', label: 'Sign out', description: 'Command', onClick: onSignOut },
  ];
  const groups: SpotlightActionGroupData[] = [
    { group: 'Pages', actions: best(pages, sought, areas.length) },
    {
      group: 'Clients',
      actions: best(
        clients.map((one) => ({ id: one.id, label: plainName(one.name), onClick: go(paths.client(one.id)) })),
        sought,
        few,
      ),
    },
    {
      group: 'Devices',
      actions:
        sought.length > 1
          ? devices.map((one) => ({
              id: one.id,
              label: plainName(one.name),
              description: plainName(one.clientName),
              onClick: go(paths.device(one.id)),
            }))
          : [],
    },
    {
      group: 'Updates',
      actions:
        sought.length > 1
          ? updates.map((one) => ({
              id: `update ${one.id}`,
              label: `${plainName(one.name)} ${one.version}`,
              description: `offered to ${one.devices}`,
              onClick: go(paths.update(one.id)),
            }))
          : [],
    },
    { group: 'Commands', actions: best(commands, sought, few) },
  ].filter((group) => group.actions.length > 0);

  return (
    <Spotlight
      shortcut={['mod + K']}
      tagsToIgnore={[]}
      actions={groups}
      filter={(_, actions) => actions}
      query={text}
      onQueryChange={setText}
      clearQueryOnClose
      scrollable
      centered={false}
      yOffset="11vh"
      overlayProps={{ color: 'var(--scrim)', backgroundOpacity: 1, blur: 0 }}
      maxHeight={460}
      nothingFound="Nothing has this in its name."
      searchProps={{ placeholder: 'A page, client, device, update or command', 'aria-label': 'Search or go to' }}
      classNames={{
        content: style.window ?? '',
        search: style.search ?? '',
        action: style.action ?? '',
        actionsGroup: style.group ?? '',
        actionDescription: style.description ?? '',
        actionLabel: style.label ?? '',
        actionBody: style.body ?? '',
      }}
    />
  );
}
