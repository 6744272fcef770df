export { startEmbedded } from './supervisor.ts';
export type { EmbeddedOptions, EmbeddedServer } from './supervisor.ts';
