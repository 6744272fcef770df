/** Notices: the client's contacts are told when their devices are about to change, when it begins, and how it ended. */
import type { Feature, Stop } from '../platform/feature.ts';
import { channels } from './channels/list.ts';
import { handlers } from './handlers.ts';
import { startComparing } from './moved.ts';
import { noticeTopic } from './reaction.ts';
import { startPosting, startSending } from './worker.ts';

export { announcedAndOver, announcedWithoutOutcome, begun, begunWithoutNotice } from './loops.ts';
export type { OpenLoops } from './loops.ts';
export { noticeReaction } from './reaction.ts';

/** Without a mail server the notices stay in the outbox, which `listNotices` shows. */
export const noticesFeature: Feature = {
  name: 'notices',
  handlers,
  async start(context) {
    const stops = channels.flatMap((channel): Stop[] => {
      const outlet = channel.open(context.config);
      return outlet === null ? [] : [startSending(context, outlet, noticeTopic)];
    });
    stops.push(startPosting(context, noticeTopic), startComparing(context));
    return async () => void (await Promise.all(stops.map((stop) => stop())));
  },
};
