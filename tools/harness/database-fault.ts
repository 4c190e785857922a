import type { ServerResponse } from 'node:http';
import { sendJson } from '../cdk-local/http-server.ts';

/**
 * How DynamoDB, or the way to it, fails a call. All but one leave it undone: after `reply lost` it was carried out, and
 * the connection broke before the answer.
 */
export type DatabaseFault =
  | 'throughput exceeded'
  | 'throttled'
  | 'internal error'
  | 'unavailable'
  | 'connection cut'
  | 'reply lost'
  /** The caller gets nothing, for ever. */
  | 'hung';

/** What is answered, as DynamoDB answers it. */
const ANSWERS: Partial<Record<DatabaseFault, { status: number; type: string }>> = {
  'throughput exceeded': {
    status: 400,
    type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  },
  throttled: { status: 400, type: 'com.amazon.coral.availability#ThrottlingException' },
  'internal error': { status: 500, type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' },
  unavailable: { status: 503, type: 'com.amazon.coral.availability#ServiceUnavailableException' },
};

/** Lets a caller see the fault. */
export function showFault(fault: DatabaseFault, response: ServerResponse): void {
  if (fault === 'hung') return;
  const answer = ANSWERS[fault];
  if (answer === undefined) return void response.destroy();
  const { status, type } = answer;
  const document = { __type: type, message: 'The database was told to fail.' };
  sendJson(response, status, document, { 'content-type': 'application/x-amz-json-1.0' });
}
