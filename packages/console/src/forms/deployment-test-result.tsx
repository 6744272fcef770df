import { Button, Select, Textarea } from '@mantine/core';
import { testResults } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Problem } from '../session/Problem.tsx';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import style from './form.module.css';

type Props = { deployment: CallOutput<'getDeployment'>; step: string; onDone: () => void };

/** Says what came of one step of the test plan. */
export function TestResultForm({ deployment, step, onDone }: Props): ReactNode {
  const [result, setResult] = useState<(typeof testResults)[number]>('passed');
  const [detail, setDetail] = useState('');
  const [tried, setTried] = useState(false);
  const wrong = detail.trim().length < 3;
  const saving = useSaving('recordTestResult', () => {
    toast('good', 'Told', `What came of “${step}” is kept.`);
    onDone();
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (!wrong) saving.mutate({ params: { id: deployment.id }, body: { step, result, detail: detail.trim() } });
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {saving.error !== null && <Problem error={saving.error} />}
      <Select
        label="What came of it"
        data={[...testResults]}
        value={result}
        onChange={(value) => setResult(testResults.find((one) => one === value) ?? result)}
        allowDeselect={false}
      />
      <Textarea
        label="What was seen"
        description="It is kept with your name as evidence of the test."
        value={detail}
        onChange={(event) => setDetail(event.currentTarget.value)}
        error={tried && wrong ? 'Say what was seen, in at least three letters.' : null}
        maxLength={2000}
        data-autofocus
      />
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={saving.isPending}>
          Tell the result
        </Button>
      </div>
    </form>
  );
}
