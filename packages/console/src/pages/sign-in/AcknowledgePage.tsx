import { Button } from '@mantine/core';
import { acknowledgePage } from '@fettle/core/messages';
import type { CallOutput } from '@fettle/protocol/client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api } from '../../api.ts';
import { Problem } from '../../session/Problem.tsx';
import { useDelayed } from '../../ui/delayed.ts';
import { Notice } from '../../ui/Notice.tsx';
import { DoorLayout } from './DoorLayout.tsx';
import { tokenInAddress } from './token.ts';
import style from './AcknowledgePage.module.css';

/** What the link of an announcement opens: this one announcement, in the language of its reader, and a button to confirm. Nobody signs in. */
export function AcknowledgePage(): ReactNode {
  const [token] = useState(tokenInAddress);
  const opened = useQuery({
    queryKey: ['acknowledge', token],
    queryFn: () => api('lookAtNotice', { body: { token } }),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  const confirming = useMutation({ mutationFn: () => api('acknowledgeNotice', { body: { token } }) });
  const slow = useDelayed(opened.isLoading);
  const shown = confirming.data ?? opened.data;
  if (shown !== undefined)
    return (
      <Opened shown={shown} confirming={{ error: confirming.error, isPending: confirming.isPending, start: () => confirming.mutate() }} />
    );
  return (
    <DoorLayout title="Planned maintenance" lead="The link of a message opens what it announces.">
      {token === '' && (
        <Notice status="attention" title="This address is not whole">
          Open the whole link as it stands in the message.
        </Notice>
      )}
      {slow && <p role="status">Looking at the link…</p>}
      {opened.error !== null && <Problem error={opened.error} />}
    </DoorLayout>
  );
}

type Confirming = { readonly error: unknown; readonly isPending: boolean; readonly start: () => void };

function Opened({ shown, confirming }: { shown: CallOutput<'lookAtNotice'>; confirming: Confirming }): ReactNode {
  const { language, words } = acknowledgePage(shown.language);
  return (
    <div lang={language}>
      <DoorLayout title={words.title} lead={words.lead(shown.providerName)}>
        <h2 className={style.subject}>{shown.subject}</h2>
        <p className={style.text}>{shown.text}</p>
        {confirming.error !== null && <Problem error={confirming.error} />}
        {shown.acknowledgedAt === null ? (
          <Button variant="filled" loading={confirming.isPending} onClick={confirming.start}>
            {words.confirm}
          </Button>
        ) : (
          <Notice status="good" title={words.confirmed} live>
            {words.confirmedWhy(shown.providerName)}
          </Notice>
        )}
      </DoorLayout>
    </div>
  );
}
