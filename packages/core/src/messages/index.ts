export { destinationChannels, destinationKinds } from './destinations.ts';
export type { DestinationChannel, DestinationKind } from './destinations.ts';
export { spokenLanguages } from './languages.ts';
export { acknowledgeHere, acknowledgePage } from './acknowledge.ts';
export { messageFor } from './message-for.ts';
export { escapeHtml } from './phrase.ts';
export { noticeKinds } from './types.ts';
export type { Audience, Message, NoticeFacts, NoticeKind } from './types.ts';
