import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The bytes that DynamoDB counts for an item: names and values in UTF-8, numbers by their digits, and a little for each
 * list and map.
 *
 * Source: the page "DynamoDB item sizes and formats" of its developer guide.
 */
export function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + bytes(name) + valueBytes(value), 0);
}

/** The write request units of an item: one for each KB that is begun. */
export const writeUnits = (item: Item) => Math.ceil(itemBytes(item) / 1024);

/** The read request units of a consistent read: one for each 4 KB that are begun, and one for nothing. */
export const readUnits = (item: Item | undefined) =>
  Math.max(1, Math.ceil((item ? itemBytes(item) : 0) / 4096));

const bytes = (text: string) => Buffer.byteLength(text);

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return bytes(value.S);
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 1;
  if (value.L !== undefined) return 3 + value.L.reduce((sum, each) => sum + 1 + valueBytes(each), 0);
  if (value.M !== undefined) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}
