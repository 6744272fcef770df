/** What a deployment's page shows of the devices that depend on those it changes. */
import { dependantsOf, runsOf } from '@fettle/core/deployment';
import type { DeploymentState, Words } from '@fettle/core/deployment';
import type { CallOutput } from '@fettle/protocol/client';
import type { Tx } from '../platform/database/index.ts';
import { answersIn } from './dependants.ts';
import { readReports } from './report-facts.ts';

type View = CallOutput<'getDeployment'>['dependants'];

/** Of more the first are shown: those that are not well come before the others. */
const mostShown = 200;
const gravity = ['failed', 'could not measure', 'cannot tell'];

export async function dependantViews(tx: Tx, clientId: string, state: DeploymentState, words: Words): Promise<View> {
  const all = runsOf(state).flatMap((run) =>
    dependantsOf(state.header, run.deviceId).map(({ deviceId }) => ({ run, deviceId, asked: run.dependants?.[deviceId] ?? null })),
  );
  const place = (answer: string | null | undefined): number => (gravity.indexOf(answer ?? '') + gravity.length + 1) % (gravity.length + 1);
  const shown = all.toSorted((a, b) => place(a.asked?.answer) - place(b.asked?.answer)).slice(0, mostShown);
  const reports = await readReports(
    tx,
    clientId,
    shown.flatMap(({ asked }) => [asked?.before?.id ?? [], asked?.after?.id ?? []].flat()),
  );
  return shown.map(({ run, deviceId, asked }) => ({
    deviceId,
    deviceName: words.device(deviceId),
    changedId: run.deviceId,
    changedName: words.device(run.deviceId),
    answer: asked?.answer ?? null,
    accepted: asked?.accepted ?? false,
    beforeAt: asked?.before?.at ?? null,
    afterAt: asked?.after?.at ?? null,
    before: [...(answersIn(reports, asked?.before?.id)?.answers ?? [])],
    after: [...(answersIn(reports, asked?.after?.id)?.answers ?? [])],
  }));
}
