import { apiHandler } from '#shared/http/api.ts';
import { type HttpResponse, PROBLEMS } from '#shared/http/problem.ts';
import { createUnmatchedStore } from '#shared/payments/store.ts';
import { createDeps } from '#shared/runtime/deps.ts';
import { setting } from '#shared/runtime/environment.ts';
import { type Receipt, receiveNotice } from './ipn-webhook.ts';

/** Pockyt waits for our answer while we wait for its own; nobody has published for how long. */
const CONFIRMATION_DEADLINE_MS = 5_000;

const shared = createDeps({ deadlineMs: CONFIRMATION_DEADLINE_MS });
const deps = {
  ...shared,
  unmatched: createUnmatchedStore({ dynamoDb: shared.dynamoDb, table: setting('UNMATCHED_TABLE') }),
  confirms: setting('CONFIRM_NOTICES') !== 'off',
};

/** Pockyt sends a notice again until it reads exactly this. */
const ACKNOWLEDGEMENT = 'success';

/** A refusal says nothing that would help to forge the next one. */
const REFUSALS: Readonly<Record<Extract<Receipt, { kind: 'refused' }>['reason'], number>> = {
  signature: 401,
  malformed: 400,
  'not-utf-8': 400,
  'repeated-key': 400,
  'nested-key': 400,
  'too-large': 413,
  'unsupported-type': 415,
};

export const init = shared.start;

/** `POST /ipn`: Pockyt's notification. Answers plain text, since that is what Pockyt reads. */
export const handler = apiHandler(
  async ({ event, log }) => {
    const receipt = await receiveNotice(
      {
        body: event.body ?? '',
        isBase64Encoded: event.isBase64Encoded,
        contentType: event.headers['content-type'],
        contentEncoding: event.headers['content-encoding'],
      },
      { ...deps, log },
    );
    if (receipt.kind === 'acknowledged') return text(200, ACKNOWLEDGEMENT);
    return receipt.kind === 'busy' ? text(503, 'try again') : text(REFUSALS[receipt.reason], 'refused');
  },
  // The address is given to Pockyt, and what is added to it on the way is no reason to lose a notice.
  { query: 'any', toResponse: ({ type }) => text(PROBLEMS[type].status, 'try again') },
);

function text(statusCode: number, body: string): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    body,
  };
}
