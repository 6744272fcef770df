export { feedFile } from './feed-file.ts';
export { feedOf, feedOfPath, feeds } from './list.ts';
export { pagesChanged as nvdPagesChanged } from './nvd/index.ts';
export { UnreadableFile } from './types.ts';
export type { Feed, FeedAddress, FeedFile, FeedId, FeedRecord } from './types.ts';
