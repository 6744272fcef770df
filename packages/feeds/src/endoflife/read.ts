/** All products, or one, as JSON. */
import { wholeJson } from '../content/index.ts';
import { objectOf } from '../fields/index.ts';
import { UnreadableFile } from '../types.ts';
import type { FeedFile, FeedRecord } from '../types.ts';
import { productOfApi, productOfSource } from './product.ts';

/** Ten times all products of today. */
const greatestFile = 128 * 1024 * 1024;

/**
 * Reads `{ result: [product, …] }` (`/products/full`), `{ result: product }` (`/products/NAME`), or one object from product names to
 * products as the project writes them.
 */
export async function* readEndoflife(file: FeedFile): AsyncGenerator<FeedRecord> {
  const document = objectOf(await wholeJson(file.bytes, greatestFile));
  if (document === null) throw new UnreadableFile('The JSON has no products.');
  const result = document['result'];
  if (Array.isArray(result)) {
    if (result.length === 0) throw new UnreadableFile('The answer has no products.');
    for (const [index, product] of result.entries()) yield* productOfApi(product, `result[${index}]`);
    if (typeof document['total'] === 'number' && document['total'] !== result.length)
      yield {
        type: 'problem',
        problem: { where: 'total', why: `The answer says ${document['total']} products and has ${result.length}.` },
      };
    return;
  }
  if (objectOf(result) !== null) {
    yield* productOfApi(result, 'result');
    return;
  }
  const products = Object.entries(document);
  if (!products.some(([, product]) => Array.isArray(objectOf(product)?.['releases'])))
    throw new UnreadableFile('The JSON has no products with releases.');
  for (const [name, product] of products) yield* productOfSource(name, product);
}
