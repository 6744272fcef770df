import type { CallOutput } from '@fettle/protocol/client';
import type { ReactNode } from 'react';
import { useSaving } from '../session/saving.ts';
import { number } from '../ui/Count.tsx';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';

type Feed = CallOutput<'getFeed'>;

/** Takes a file that was held because it has less than half of what was there. */
export function LetThroughForm({ feed, file, onDone }: { feed: Feed; file: Feed['files'][number]; onDone: () => void }): ReactNode {
  const saving = useSaving('letFeedThrough', () => {
    toast('good', 'Taken', file.path);
    onDone();
  });
  const records = file.held?.records ?? 0;
  return (
    <BecauseForm
      verb={`Take it with ${number(records)} records`}
      danger
      busy={saving.isPending}
      error={saving.error}
      onSubmit={(because) => saving.mutate({ params: { id: feed.id }, body: { path: file.path, records, because } })}
    >
      <p>
        {file.path} came with {number(records)} records; what was taken before has {number(file.records)}. Vulnerabilities that only the
        missing records name would disappear from every client.
      </p>
      <p>Look first whether the publisher says why. If the file was cut short, leave it: a better one is taken by itself.</p>
    </BecauseForm>
  );
}
