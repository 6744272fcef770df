import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { PreviewForm, previewAsk, usualPreview } from '../../forms/deployment-preview.tsx';
import { Loaded } from '../../session/Loaded.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { Section } from '../../ui/Section.tsx';
import { previewing } from './preview.ts';
import { PreviewResult } from './PreviewResult.tsx';
import type { Deployment } from './types.ts';

/** What would come of it: assumptions as fields, and the futures that the engine plays by them. */
export function PreviewTab({ deployment }: { deployment: Deployment }): ReactNode {
  const [asked, ask] = useState(() => previewAsk(usualPreview));
  const open = deployment.status === 'active';
  const query = useQuery({ ...previewing(deployment.id, asked), enabled: open, placeholderData: keepPreviousData });
  if (!open)
    return (
      <Empty title="There is nothing ahead of it">
        {deployment.status === 'proposed'
          ? 'The devices simulate the change first. Once there is a plan, its future can be previewed.'
          : 'It is over: what came of it stands under What happened.'}
      </Empty>
    );
  return (
    <>
      <Section
        title="Assume"
        note="The engine that runs deployments plays this one in fast time, with devices that behave as you assume. It asks the same windows, gates, brakes and decisions. Nothing is sent or changed."
      >
        <PreviewForm
          busy={query.isFetching}
          error={query.error}
          approval={deployment.holds.some(({ reason }) => reason === 'approval')}
          begins
          onAsk={(draft) => ask(previewAsk(draft))}
        />
      </Section>
      {query.error === null && (
        <Loaded query={query} lines={10}>
          {(preview) => <PreviewResult deployment={deployment} preview={preview} />}
        </Loaded>
      )}
    </>
  );
}
