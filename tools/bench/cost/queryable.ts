import { as, type Endpoint, type Received, startEndpoint } from '#tools/harness/bundles/endpoint.ts';
import { ok } from '#tools/harness/bundles/tables.ts';
import type { Item } from './item-size.ts';

interface Query {
  readonly IndexName?: string;
  readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S: string }>>;
}

/**
 * Tables that are queried, before others that are not: the index of due payments finds what is due, and under no key
 * there is an unmatched notice.
 *
 * @param url where the others are.
 */
export function startQueryable(url: string): Promise<Endpoint> {
  const stored = new Map<string, Item>();
  const pass = as(url);
  return startEndpoint(async (request) => {
    if (request.name === 'Query') return ok({ Items: found(JSON.parse(request.body)) });
    const reply = await pass(request);
    if (request.name === 'PutItem' && reply !== 'reset' && reply.status === 200) {
      const { Item } = JSON.parse(request.body) as { Item: Item };
      stored.set(Item.reference?.S as string, Item);
    }
    return reply;
  });

  /** The values are a shard and a time, under whatever names. */
  function found({ IndexName, ExpressionAttributeValues }: Query): Item[] {
    if (IndexName === undefined) return [];
    const values = Object.values(ExpressionAttributeValues).map(({ S }) => S);
    return [...stored.values()].filter(({ dueShard, dueAt }) =>
      values.some(
        (shard) => shard === dueShard?.S && values.some((time) => time !== shard && `${dueAt?.S}` <= time),
      ),
    );
  }
}

/** Whether a call is a run's search for what is due, and no part of a look at one payment. */
export function isSearch({ name, body }: Received): boolean {
  return name === 'Query' && JSON.parse(body).IndexName !== undefined;
}
