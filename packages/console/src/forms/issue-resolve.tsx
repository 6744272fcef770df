import { Radio, TextInput } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import { fieldErrors } from './field-errors.ts';
import style from './form.module.css';

type Issue = CallOutput<'listKnownIssues'>['items'][number];

/** Which version is free of a known issue, or that it no longer happens to any. */
export function ResolveIssueForm({ issue, onDone }: { issue: Issue; onDone: () => void }): ReactNode {
  const [how, setHow] = useState('version');
  const [version, setVersion] = useState('');
  const saving = useSaving('resolveKnownIssue', () => {
    toast('good', 'Resolved', issue.name);
    onDone();
  });
  const wrong = saving.error === null ? undefined : fieldErrors(saving.error)['inVersion'];
  const submit = (because: string): void =>
    saving.mutate({
      params: { id: issue.id },
      // An empty text is no version: the server says so beside the field.
      body: { because, inVersion: how === 'version' ? version.trim() : null },
    });
  return (
    <BecauseForm verb="Resolve" busy={saving.isPending} error={wrong === undefined ? saving.error : null} onSubmit={submit}>
      <Radio.Group label="How" value={how} onChange={setHow}>
        <div className={style.choices}>
          <Radio value="version" label="A later version is free of it" description="Devices that are offered an older one still see it." />
          <Radio
            value="gone"
            label="It no longer happens to any"
            description="Its maker took it back elsewhere, or it was recorded by mistake."
          />
        </div>
      </Radio.Group>
      {how === 'version' && (
        <TextInput
          label={issue.about.kind === 'kb' ? 'KB that mends it' : 'First version that is free of it'}
          value={version}
          maxLength={200}
          onChange={(event) => setVersion(event.currentTarget.value)}
          error={wrong}
        />
      )}
    </BecauseForm>
  );
}
