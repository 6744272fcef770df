import { NumberInput, Radio } from '@mantine/core';
import { auditMonths, monthsError } from '@fettle/core/process-audit';
import type { CallOutput } from '@fettle/protocol/client';
import { type ReactNode, useState } from 'react';
import { useSaving } from '../session/saving.ts';
import { toast } from '../ui/toast.ts';
import { BecauseForm } from './BecauseForm.tsx';
import style from './form.module.css';

type Props = { readonly clientId: string; readonly interval: CallOutput<'listProcessAudits'>['interval']; readonly onDone: () => void };

/** How often the process of a client is audited. */
export function AuditIntervalForm({ clientId, interval, onDone }: Props): ReactNode {
  const [own, setOwn] = useState(interval.own);
  const [months, setMonths] = useState(interval.months);
  const saving = useSaving('setProcessAuditInterval', ({ standing }) => {
    toast('good', 'Saved', standing.nextOn === null ? '' : `The next audit is due on ${standing.nextOn}.`);
    onDone();
  });
  const wrong = own ? monthsError(months) : null;
  return (
    <BecauseForm
      verb="Save"
      busy={saving.isPending}
      error={saving.error}
      blocked={wrong === null ? null : `The interval ${wrong}.`}
      onSubmit={(because) =>
        saving.mutate({ params: { id: clientId }, body: { months: own ? months : null, because, basedOn: interval.version } })
      }
    >
      <Radio.Group label="How often" value={own ? 'own' : 'provider'} onChange={(value) => setOwn(value === 'own')}>
        <div className={style.choices}>
          <Radio value="provider" label={`As often as the provider says: once in ${interval.provider} months`} />
          <Radio value="own" label="An interval of this client’s own" />
        </div>
      </Radio.Group>
      {own && (
        <NumberInput
          label="Once in so many months"
          min={auditMonths.least}
          max={auditMonths.most}
          allowDecimal={false}
          value={months}
          onChange={(value) => setMonths(Number(value))}
          error={wrong}
        />
      )}
    </BecauseForm>
  );
}
