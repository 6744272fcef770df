/** Step 5: a rollback plan exists. Each device is judged by `rollbackStanding`. */
import { at, noDevice, part, stand } from './stand.ts';
import type { StepStanding } from './types.ts';

export type RollbackDevice = { readonly name: string; readonly standing: 'good' | 'attention' | 'failing'; readonly sentence: string };

/** The worst device is the step. */
export function rollbackStep(devices: readonly RollbackDevice[]): StepStanding {
  const remedy = at('See how they come back', 'rollback');
  const counted = (standing: 'attention' | 'failing') => {
    const own = devices.filter((device) => device.standing === standing);
    const [first] = own;
    return {
      value: own.length,
      reason:
        first === undefined
          ? null
          : { state: standing, sentence: `${part(own.length, devices.length, 'device')}. ${first.name}: ${first.sentence}`, remedy },
    };
  };
  const [failing, attention] = [counted('failing'), counted('attention')];
  return stand(
    [devices.length === 0 ? noDevice : null, failing.reason, attention.reason],
    [
      { key: 'devicesFailing', value: failing.value, of: devices.length },
      { key: 'devicesAttention', value: attention.value, of: devices.length },
    ],
    `${part(devices.length, devices.length, 'device')} with a way back that was tried.`,
  );
}
