export { attainmentOf, judgeObligation, latencyOf } from './attainment.ts';
export { offerEnd } from './offer-end.ts';
export { needKinds } from './report.ts';
export type { ChangeRow, MissedRow, MonthReport, MonthStep, Need, NeedKind, RuleAttainment, TrendMonth } from './report.ts';
export { lastMonth, monthBefore, monthSpan } from './span.ts';
export type { MonthSpan } from './span.ts';
export { offerEnds } from './types.ts';
export type { Answer, Attainment, Latency, Obligation, OfferEnd } from './types.ts';
export { attainmentSentence, latencySentence, monthWords, needSentence, noNeedSentence, partlyRecorded, shareWords } from './words.ts';
