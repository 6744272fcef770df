import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { WelcomeForm } from '../../forms/welcome.tsx';
import { paths } from '../../paths.ts';
import { meQuery } from '../../session/me.ts';
import { Problem } from '../../session/Problem.tsx';
import { useDelayed } from '../../ui/delayed.ts';
import { Notice } from '../../ui/Notice.tsx';
import { DoorLayout } from './DoorLayout.tsx';
import { tokenInAddress } from './token.ts';

/** The one-time link's page. The token stands after `#`, so that no server or proxy on the way writes it down. */
export function WelcomePage(): ReactNode {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [token] = useState(tokenInAddress);
  const offer = useQuery({
    queryKey: ['welcome', token],
    queryFn: () => api('welcome', { body: { token } }),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const slow = useDelayed(offer.isLoading);
  const first = offer.data?.kind === 'first person';
  return (
    <DoorLayout
      title="Welcome to Fettle"
      lead={
        first
          ? 'You are the first person here and will be the administrator. Others enter by your invitation.'
          : 'You have been invited. Set a password and a second factor; then you are in.'
      }
    >
      {token === '' && (
        <Notice status="attention" title="This address lacks its one-time token">
          Open the whole link as it was printed or sent; it ends with # and a long word.
        </Notice>
      )}
      {slow && <p role="status">Looking at the link…</p>}
      {offer.error !== null && <Problem error={offer.error} action={<a href={paths.signIn()}>Sign in</a>} />}
      {offer.data !== undefined && (
        <WelcomeForm
          token={token}
          offer={offer.data}
          onDone={(me) => {
            queries.clear();
            queries.setQueryData(meQuery.queryKey, me);
            void navigate({ href: paths.today() });
          }}
        />
      )}
    </DoorLayout>
  );
}
