import type { RestartWhen } from './types.ts';

/** As `asks, 2 times by 30 minutes at most, until 120 minutes after the change, then it restarts; within the window`. */
export function restartWhenWords(rule: RestartWhen): string {
  switch (rule.kind) {
    case 'at-once':
      return 'at once';
    case 'signed-out':
      return 'when nobody is signed in; else it stays pending';
    case 'window-end':
      return 'at the end of the window; who is signed in is warned';
    case 'ask': {
      const most = rule.postpones === 0 ? 'can not be put off' : `can be put off ${times(rule.postpones)} by ${minutes(rule.minutes)}`;
      const end = rule.atEnd === 'force' ? 'then it restarts' : 'then it stays pending';
      const after = rule.mayEndAfterWindow ? 'also after the window' : 'within the window';
      return `asks who is signed in; ${most}, until ${minutes(rule.deadlineMinutes)} after the change, ${end}; ${after}`;
    }
  }
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${count} minutes`;
}
