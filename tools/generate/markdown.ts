/** The first lines of a generated page: title, where it comes from, what it is for. */
export function page(title: string, source: string, about: string, ...parts: string[]): string {
  const notice = `<!-- Generated from ${source} by "npm run generate". Change that, not this. -->`;
  return `${[`# ${title}`, notice, about, ...parts].join('\n\n')}\n`;
}

/** A table; a bar inside a cell would end it, and a line break too. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function code(text: string): string {
  return `\`${text}\``;
}
