import { setTimeout as delay } from 'node:timers/promises';
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Payment } from '#shared/payments/payment.ts';
import type { Status } from '#shared/payments/status.ts';
import { DUE_SHARDS } from '#shared/payments/store.ts';
import type { Database } from '#tools/harness/databases.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';

/** A payment in some status, of so many that differ in their names only. */
export function inStatus(status: Status, index: number): Payment {
  const reference = `growth-${index}`;
  const payment = IN_STATUS[status];
  const orders = payment.orders.map((order) => ({ ...order, providerReference: reference }));
  return { ...payment, reference, request: { ...payment.request, reference }, orders };
}

const BATCH = 25;
const SIDE_BY_SIDE = 4;

/** Puts payments into the table that nobody has ever created, numbered from `from` up to `to`. */
export async function fill(
  database: Database,
  from: number,
  to: number,
  tell: (count: number) => void,
): Promise<void> {
  let next = from;
  const worker = async () => {
    while (next < to) {
      tell(next);
      const first = next;
      next = Math.min(next + BATCH, to);
      await put(
        database,
        Array.from({ length: next - first }, (_, at) => requestOf(first + at)),
      );
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}

function requestOf(index: number): WriteRequest {
  const payment = { ...inStatus('pending', index), dueAt: '2027-01-01T00:00:00.000Z' };
  const item = { ...payment, dueShard: `2-${String(index % DUE_SHARDS).padStart(2, '0')}` };
  return { PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } };
}

async function put({ client, payments }: Database, requests: WriteRequest[]): Promise<void> {
  for (let left: WriteRequest[] | undefined = requests; left?.length; ) {
    const command: BatchWriteItemCommand = new BatchWriteItemCommand({ RequestItems: { [payments]: left } });
    left = (await client.send(command)).UnprocessedItems?.[payments];
    if (left?.length) await delay(20);
  }
}
