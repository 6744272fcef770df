/** Every way of telling people: a new one is a folder and a line here. */
import { mail } from './mail/index.ts';
import type { Channel } from './types.ts';

export const channels = [mail] as const satisfies readonly Channel[];
