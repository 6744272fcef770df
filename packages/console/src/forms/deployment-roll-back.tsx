import { Modal, Radio, Textarea } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { reading } from '../api.ts';
import { paths } from '../paths.ts';
import { Loaded } from '../session/Loaded.tsx';
import { useSaving } from '../session/saving.ts';
import { ConfirmForm } from '../ui/ConfirmReach.tsx';
import { ReasonButton } from '../ui/ReasonButton.tsx';
import { toast } from '../ui/toast.ts';
import { PlanErrors } from './PlanErrors.tsx';
import { RollBackPreview } from './RollBackPreview.tsx';
import type { RollBackWay } from './RollBackPreview.tsx';
import style from './form.module.css';

type Props = {
  deployment: CallOutput<'getDeployment'>;
  /** Whether what it would do is shown, device by device. */
  previewed: boolean;
  onPreview: () => void;
  onClose: () => void;
};

/** Proposes the way back as a new deployment: it names its reach, wants the reason and the number of devices. */
export function RollBackWindow({ deployment, previewed, onPreview, onClose }: Props): ReactNode {
  const navigate = useNavigate();
  const [because, setBecause] = useState('');
  const [by, setBy] = useState<RollBackWay>('downgrade');
  const [tried, setTried] = useState(false);
  const saving = useSaving('rollBackDeployment', (back) => {
    toast('good', 'The way back is proposed', 'The devices simulate it; then a person approves it.');
    void navigate({ href: paths.deployment(back.id) });
  });
  const preview = useQuery(reading('previewRollBack', { params: { id: deployment.id } }));
  const reinstall = preview.data === undefined ? null : canReinstall(preview.data);
  const changed = deployment.runs.filter(({ outcome }) => outcome === 'verified' || outcome === 'failed' || outcome === 'unknown');
  const wrong = because.trim().length < 3;
  const confirm = (): void => {
    setTried(true);
    if (!wrong) saving.mutate({ params: { id: deployment.id }, body: { because: because.trim(), ...(by === 'downgrade' ? {} : { by }) } });
  };
  return (
    <Modal opened onClose={onClose} title="Roll back" size={560} closeButtonProps={{ 'aria-label': 'Close' }}>
      <div className={style.form}>
        <Textarea
          label="Reason"
          description="It stands in the audit trail and in the report of the roll-back."
          value={because}
          onChange={(event) => setBecause(event.currentTarget.value)}
          error={tried && wrong ? 'Give a reason of at least three letters.' : null}
          maxLength={2000}
          data-autofocus
        />
        <Radio.Group label="How" value={by} onChange={(value) => setBy(value === 'reinstall' ? 'reinstall' : 'downgrade')}>
          <div className={style.form}>
            <Radio
              value="downgrade"
              label="By downgrade"
              description="The package manager replaces the packages by their old versions. Nothing is removed."
            />
            <Radio
              value="reinstall"
              label="By reinstall"
              disabled={reinstall === null || !reinstall.possible}
              description={`For packages that refuse a downgrade: removes them, keeps their configuration, and installs the old versions. ${reinstall?.sentence ?? ''}`}
            />
          </div>
        </Radio.Group>
        {previewed ? (
          <Loaded query={preview} lines={4}>
            {(found) => <RollBackPreview preview={found} by={by} />}
          </Loaded>
        ) : (
          <ReasonButton reason={null} onClick={onPreview}>
            Preview what it would do
          </ReasonButton>
        )}
        <ConfirmForm
          devices={changed.length}
          clients={1}
          verb="Propose the roll-back"
          busy={saving.isPending}
          onConfirm={confirm}
          onClose={onClose}
          happens="A new deployment is proposed that brings back the versions that these devices had. They simulate it first."
          when="After its own approval, ring by ring, in the windows of the policy."
          risk={`What this deployment mended is open again, and services restart.${by === 'reinstall' ? ' In between the packages are not there.' : ''}`}
          wayBack="Going forward again is a new deployment."
          trouble={
            saving.error === null ? undefined : (
              <PlanErrors error={saving.error} names={new Map(deployment.runs.map((run) => [run.deviceId, run.deviceName]))} />
            )
          }
        />
      </div>
    </Modal>
  );
}

/** Who could be rolled back by it, as the devices said before the change, and the first reason of those that can not. */
function canReinstall({ devices }: CallOutput<'previewRollBack'>): { readonly possible: boolean; readonly sentence: string } {
  const looks = devices.flatMap(({ deviceName, ways }) =>
    ways.filter(({ by }) => by === 'reinstall').map(({ because }) => ({ deviceName, because })),
  );
  const can = looks.filter(({ because }) => because === null).length;
  const first = looks.find(({ because }) => because !== null);
  const why = first === undefined ? '' : ` ${first.deviceName} can not: ${first.because ?? ''}`;
  return { possible: can > 0, sentence: `${can} of the ${looks.length} shown that go back can.${why}` };
}
