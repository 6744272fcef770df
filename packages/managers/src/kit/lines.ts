/** Lines of an output, as a person would see them. */

/** Colours and cursor movements that a tool prints when it takes its output for a terminal (ECMA-48, 5.4). */
const control = /\u001B\[[0-9;?]*[A-Za-z]/g;

/** Lines without their ends and colours. Of what a carriage return overwrote (progress bars) only the last is kept. */
export function linesOf(text: string): readonly string[] {
  return text
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) =>
      line
        .replaceAll(control, '')
        .replace(/^.*\r(?=.)/, '')
        .trimEnd(),
    );
}
