/** Documents that a command writes into files: HTML, PDF, or both. */
import type { Connection, DocumentName } from '../connection/api.ts';
import type { Io } from '../io.ts';
import { writeWholeFile } from '../keys/private-file.ts';
import { size } from '../output/times.ts';

type Asked = { readonly html?: string | undefined; readonly pdf?: string | undefined };
export type Written = {
  readonly json: { readonly files: readonly { readonly path: string; readonly bytes: number }[] };
  readonly text: string;
};

/** Null: no file was asked for. All are fetched before the first is written. */
export async function writeDocuments(
  io: Pick<Io, 'folder'>,
  fetch: Connection['document'],
  asked: Asked,
  of: Readonly<Record<keyof Asked, DocumentName>>,
  params: NonNullable<Parameters<Connection['document']>[1]['params']>,
): Promise<Written | null> {
  const wanted = (['html', 'pdf'] as const).flatMap((format) =>
    asked[format] === undefined ? [] : [{ name: of[format], path: asked[format] }],
  );
  if (wanted.length === 0) return null;
  const made = [];
  for (const { name, path } of wanted) made.push({ path, bytes: await fetch(name, { params }) });
  const files = made.map(({ path, bytes }) => ({ path: writeWholeFile(io.folder, path, bytes), bytes: bytes.length }));
  return { json: { files }, text: files.map((file) => `${file.path} (${size(file.bytes)})`).join('\n') };
}
