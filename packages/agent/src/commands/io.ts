/** What a command says, and how it ends. */
export function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}
export function complain(sentence: string, code = 1): number {
  process.stderr.write(`${sentence}\n`);
  return code;
}
