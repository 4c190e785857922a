import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Payment } from '#shared/payments/payment.ts';
import { createPaymentReader, type PaymentReader } from '#shared/payments/store.ts';
import { REGION } from '../cdk-local/assembly/template.ts';

/** Reads what the stack has stored, beside its functions. */
export interface StoredPayments extends PaymentReader {
  /** Every payment, the newest first. */
  all(): Promise<Payment[]>;
  stop(): void;
}

/** @param endpoint the database's. */
export function readStoredPayments(endpoint: string, table: string): StoredPayments {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamoDb = new DynamoDBClient({ endpoint, region: REGION, credentials });
  return {
    ...createPaymentReader({ dynamoDb, table }),
    async all() {
      const payments: Payment[] = [];
      const pages = paginateScan({ client: dynamoDb }, { TableName: table, ConsistentRead: true });
      for await (const { Items = [] } of pages)
        payments.push(...Items.map((item) => unmarshall(item) as Payment));
      return payments.sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
    },
    stop: () => dynamoDb.destroy(),
  };
}
