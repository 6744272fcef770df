export { feedFile } from './feed-file.ts';
export { importNote, pathsBelow, pathsBelowNow, readingOrder } from './folder.ts';
export { feedOf, feedOfPath, feeds } from './list.ts';
export { UnreadableFile } from './types.ts';
export type { Feed, FeedAddress, FeedFile, FeedId, FeedRecord, KeptPart } from './types.ts';
