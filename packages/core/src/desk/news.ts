/** Why something is on the desk, in words. */
export const newsWords = { new: 'new', urgent: 'now urgent', exploited: 'now exploited', more: 'ends more' } as const;
