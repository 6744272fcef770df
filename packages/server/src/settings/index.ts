/** What this installation is and how it is: read only, for settings are given to the server when it starts. */
import type { Context, Feature } from '../platform/feature.ts';
import { readSettings } from './read.ts';

const startedAt = new WeakMap<Context, string>();

export const settings: Feature = {
  name: 'settings',
  handlers: { getSettings: ({ context, actor }) => readSettings(context, actor, startedAt.get(context) ?? context.now()) },
  async start(context) {
    startedAt.set(context, context.now());
    return async () => undefined;
  },
};
