export { answersOf, daysOf, packFiles } from './answers.ts';
export { sampleOf, sampleWords } from './sample.ts';
export { dutyTopics, topicOfDuty } from './topics.ts';
export { answerStates, packTopics } from './types.ts';
export type { AnswerState, ClauseAnswer, PackFacts, PackTopic } from './types.ts';
