/** How many devices stand how, in one sentence: `Of 3 devices 1 stands well, 2 are to be looked at, none fails.` */
export function standingInWords({
  good,
  attention,
  failing,
}: {
  readonly good: number;
  readonly attention: number;
  readonly failing: number;
}): string {
  const all = good + attention + failing;
  return `Of ${all} ${all === 1 ? 'device' : 'devices'} ${told(good, 'stands well', 'stand well')}, ${told(attention, 'is to be looked at', 'are to be looked at')}, ${told(failing, 'fails', 'fail')}.`;
}

function told(count: number, one: string, many: string): string {
  return count === 0 ? `none ${one}` : `${count} ${count === 1 ? one : many}`;
}
