/** Gathers a stream into lists of at most `size`, so that the database is asked once a list. */
export async function* batches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let list: T[] = [];
  for await (const item of items) {
    list.push(item);
    if (list.length < size) continue;
    yield list;
    list = [];
  }
  if (list.length > 0) yield list;
}
