import type { Log } from './log.ts';

export type StopStep = {
  readonly name: string;
  /** How long to wait for it before going on to the next. */ readonly patienceMs: number;
  readonly stop: () => Promise<void>;
};

/** Stops one after the other. A step that fails or takes too long is logged and does not keep the rest from being stopped. */
export async function stopInOrder(steps: readonly StopStep[], log: Log): Promise<void> {
  for (const step of steps) {
    const { promise: late, resolve } = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => resolve('late'), step.patienceMs);
    try {
      if ((await Promise.race([step.stop(), late])) === 'late') log.warn({ step: step.name }, 'did not stop in time');
    } catch (error) {
      log.error({ err: error, step: step.name }, 'did not stop well');
    } finally {
      clearTimeout(timer);
    }
  }
}
