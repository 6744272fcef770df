export { readConfiguration, usualBounds } from './read.ts';
export type { Bounds, ConfigurationFile, ConfigurationRead } from './read.ts';
