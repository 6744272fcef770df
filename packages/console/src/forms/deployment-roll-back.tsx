import { Modal, Textarea } from '@mantine/core';
import type { CallOutput } from '@fettle/protocol/client';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { paths } from '../paths.ts';
import { useSaving } from '../session/saving.ts';
import { ConfirmForm } from '../ui/ConfirmReach.tsx';
import { toast } from '../ui/toast.ts';
import { PlanErrors } from './PlanErrors.tsx';
import style from './form.module.css';

/** Proposes the way back as a new deployment: it names its reach, wants the reason and the number of devices. */
export function RollBackWindow({ deployment, onClose }: { deployment: CallOutput<'getDeployment'>; onClose: () => void }): ReactNode {
  const navigate = useNavigate();
  const [because, setBecause] = useState('');
  const [tried, setTried] = useState(false);
  const saving = useSaving('rollBackDeployment', (back) => {
    toast('good', 'The way back is proposed', 'The devices simulate it; then a person approves it.');
    void navigate({ href: paths.deployment(back.id) });
  });
  const changed = deployment.runs.filter(({ outcome }) => outcome === 'verified' || outcome === 'failed' || outcome === 'unknown');
  const wrong = because.trim().length < 3;
  const confirm = (): void => {
    setTried(true);
    if (!wrong) saving.mutate({ params: { id: deployment.id }, body: { because: because.trim() } });
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
        <ConfirmForm
          devices={changed.length}
          clients={1}
          verb="Propose the roll-back"
          busy={saving.isPending}
          onConfirm={confirm}
          onClose={onClose}
          happens="A new deployment is proposed that brings back the versions that these devices had. They simulate it first."
          when="After its own approval, ring by ring, in the windows of the policy."
          risk="What this deployment mended is open again, and services restart."
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
