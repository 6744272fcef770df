/** Finds out with a page of its own what no font can draw: cheaper than to typeset a long document twice. */
import { join } from 'node:path';
import type { Compiler } from './addon.ts';
import { undrawableIn } from './undrawable.ts';

const source = `#set document(title: "probe")
#set text(font: "Inter", lang: "en", features: (calt: 0))
#for one in json("probe.json") { par(one) }
#text(weight: 600, json("probe.json").join(" "))`;

/** The characters of these texts for which there is no font, as they stand in their clusters: a joiner alone says nothing. */
export function probeCharacters(compiler: Compiler, folder: string, texts: string): readonly string[] {
  const clusters = new Set<string>();
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(texts))
    if (/\P{ASCII}/u.test(segment)) clusters.add(segment);
  if (clusters.size === 0) return [];
  compiler.mapShadow(join(folder, 'probe.json'), Buffer.from(JSON.stringify([...clusters])));
  const { result } = compiler.compile({ mainFileContent: source });
  if (result === null || result === undefined) return [];
  try {
    compiler.pdf(result, { pdfStandard: 'a-3b', creationTimestamp: 0 });
    return [];
  } catch (error) {
    return undrawableIn(
      error instanceof Error ? `${error.message} ${'code' in error && typeof error.code === 'string' ? error.code : ''}` : String(error),
    );
  }
}
