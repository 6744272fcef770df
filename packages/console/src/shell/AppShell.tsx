import { spotlight } from '@mantine/spotlight';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, ApiError, reading } from '../api.ts';
import { paths } from '../paths.ts';
import { useChangeSearch, useClientInView } from '../session/client-in-view.ts';
import { useLive } from '../session/live.ts';
import { useMe } from '../session/me.ts';

import { toast } from '../ui/toast.ts';
import { areaOf } from './areas.ts';
import { Frame } from './Frame.tsx';
import { HelpWindow } from './HelpWindow.tsx';
import { Palette } from './Palette.tsx';
import { TopBar } from './TopBar.tsx';
import { useClientOfThing } from './client-of-thing.ts';
import { useGoKeys } from './go-keys.ts';

/** The frame with its data: who is signed in, which clients there are, what waits for a person. */
export function AppShell(): ReactNode {
  const me = useMe();
  useLive();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const change = useChangeSearch();
  const [help, showHelp] = useState(false);
  const clientId = useClientInView() ?? clientOfPath(pathname);
  const shownId = useClientOfThing(pathname) ?? clientId;
  const clients = useQuery({ ...reading('listClients', { query: { limit: 500 } }), staleTime: 60_000 }).data?.items ?? null;
  const today = useQuery(reading('today', { query: clientId === undefined ? {} : { clientId } })).data ?? null;
  const client =
    shownId === undefined
      ? null
      : (clients?.find((one) => one.id === shownId) ?? { id: shownId, name: clients === null ? '…' : 'Unknown client' });
  const carry = { client: clientId };
  useGoKeys(
    (area) => void navigate({ href: area.href(carry) }),
    () => showHelp(true),
  );

  const chooseClient = (id: string | null): void => {
    if (clientOfPath(pathname) !== undefined) void navigate({ href: id === null ? paths.clients() : paths.client(id) });
    else if (isDetail(pathname)) void navigate({ href: `/${areaOf(pathname)}${id === null ? '' : `?client=${id}`}` });
    else change({ client: id ?? '' });
  };
  const signOut = async (): Promise<void> => {
    try {
      await api('signOut', {});
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401)
        return toast('failing', 'You are still signed in', error instanceof Error ? error.message : '');
    }
    queries.clear();
    await navigate({ href: paths.signIn() });
  };

  return (
    <Frame
      area={areaOf(pathname)}
      carry={carry}
      waiting={today?.items.length ?? null}
      bar={
        <TopBar
          client={client}
          clients={clients}
          onClient={chooseClient}
          onSearch={spotlight.open}
          onHelp={() => showHelp(true)}
          person={{ name: me.person?.name ?? me.apiKey?.name ?? 'Unknown', mail: me.person?.mail ?? 'API key' }}
          onSignOut={() => void signOut()}
        />
      }
    >
      <Outlet />
      <Palette clients={clients ?? []} clientId={clientId} onSignOut={() => void signOut()} />
      <HelpWindow opened={help} onClose={() => showHelp(false)} />
    </Frame>
  );
}

function clientOfPath(pathname: string): string | undefined {
  return /^\/clients\/([^/]+)/.exec(pathname)?.[1];
}

function isDetail(pathname: string): boolean {
  return pathname.split('/').length > 2;
}
