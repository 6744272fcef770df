import { Button, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { PreviewAsk } from '../pages/deployments/preview.ts';
import { Problem } from '../session/Problem.tsx';
import { viewerZone } from '../ui/time.ts';
import style from './form.module.css';

/** Shares in per cent, spans in hours; null: nobody does, or now. */
export type PreviewDraft = {
  readonly from: string;
  readonly away: number;
  readonly awayHours: number;
  readonly fail: number;
  readonly refuse: number;
  readonly approveHours: number;
  readonly releaseHours: number | null;
  readonly runs: number;
};

export const usualPreview: PreviewDraft = {
  from: '',
  away: 5,
  awayHours: 48,
  fail: 1,
  refuse: 0,
  approveHours: 0,
  releaseHours: null,
  runs: 10,
};

export type AssumedAsk = Omit<PreviewAsk, 'from'>;

export function previewAsk(draft: PreviewDraft): PreviewAsk {
  return {
    ...assumedAsk(draft),
    from: draft.from === '' ? null : Temporal.PlainDateTime.from(draft.from).toZonedDateTime(viewerZone()).toInstant().toString(),
  };
}

export function assumedAsk(draft: PreviewDraft): AssumedAsk {
  return {
    awayShare: draft.away / 100,
    awaySeconds: Math.round(draft.awayHours * 3600),
    failShare: draft.fail / 100,
    refuseShare: draft.refuse / 100,
    approveAfterSeconds: Math.round(draft.approveHours * 3600),
    releaseAfterSeconds: draft.releaseHours === null ? null : Math.round(draft.releaseHours * 3600),
    runs: draft.runs,
  };
}

type Props = {
  busy: boolean;
  error: Error | null;
  /** Whether an approval is still missing: else it makes no difference when it comes. */
  approval: boolean;
  /** Whether it can be said when it begins; else it begins now. */
  begins: boolean;
  onAsk: (draft: PreviewDraft) => void;
};

/** What a preview assumes. */
export function PreviewForm({ busy, error, approval, begins, onAsk }: Props): ReactNode {
  const [draft, setDraft] = useState(usualPreview);
  const set = (change: Partial<PreviewDraft>): void => setDraft((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAsk(draft);
  };
  return (
    <form className={style.form} noValidate onSubmit={submit}>
      {error !== null && <Problem error={error} />}
      <div className={style.pair}>
        <Amount label="Devices away, %" about="From the start." value={draft.away} most={100} onChange={(away) => set({ away })} />
        <Amount
          label="Away for, hours"
          about="In the middle; half to one and a half of it."
          value={draft.awayHours}
          most={2000}
          onChange={(awayHours) => set({ awayHours })}
        />
        <Amount
          label="Changes that fail, %"
          about="Taken back where they may be."
          value={draft.fail}
          most={100}
          onChange={(fail) => set({ fail })}
        />
        <Amount
          label="Devices that refuse, %"
          about="By their own limits."
          value={draft.refuse}
          most={100}
          onChange={(refuse) => set({ refuse })}
        />
      </div>
      <div className={style.pair}>
        {approval && (
          <NumberInput
            label="Approved after, hours"
            description="By everybody who must."
            value={draft.approveHours}
            min={0}
            max={2000}
            onChange={(value) => set({ approveHours: typeof value === 'number' ? value : 0 })}
          />
        )}
        <NumberInput
          label="Holds released after, hours"
          description="Empty: nobody releases one."
          value={draft.releaseHours ?? ''}
          min={0}
          max={2000}
          onChange={(value) => set({ releaseHours: typeof value === 'number' ? value : null })}
        />
        {begins && (
          <TextInput
            label="Begins"
            description="Empty: now."
            type="datetime-local"
            value={draft.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
        )}
        <NumberInput
          label="Futures"
          description="Each with its own luck; the same ones each time."
          value={draft.runs}
          min={1}
          max={50}
          allowDecimal={false}
          clampBehavior="strict"
          onChange={(value) => set({ runs: typeof value === 'number' && value >= 1 ? value : 1 })}
        />
      </div>
      <div className={style.actions}>
        <Button type="submit" variant="filled" loading={busy}>
          Preview
        </Button>
      </div>
    </form>
  );
}

type AmountProps = { label: string; about: string; value: number; most: number; onChange: (value: number) => void };

function Amount({ label, about, value, most, onChange }: AmountProps): ReactNode {
  return (
    <NumberInput
      label={label}
      description={about}
      value={value}
      min={0}
      max={most}
      decimalScale={1}
      clampBehavior="strict"
      onChange={(given) => onChange(typeof given === 'number' ? given : 0)}
    />
  );
}
