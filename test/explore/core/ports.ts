import { ACCOUNT } from '../pockyt/account.ts';
import type { Answer } from '../pockyt/answers.ts';
import { type Endpoint, PATHS, WAYS } from '../pockyt/pockyt.ts';
import type { Parameters } from '../pockyt/signature.ts';
import { hashText, mix } from './hash.ts';
import type { Process } from './process.ts';
import type { Run } from './run.ts';
import type { Status } from './views.ts';

/** What came of a conditional write, and what is stored now. */
export interface Stored {
  readonly isMine: boolean;
  readonly body: object;
}

/** What a write tells the outside. */
export interface Told {
  /** The status that it announces, if it announces a change of it. */
  readonly announces?: Status;
}

/** Keys that are due. */
export interface Due {
  readonly urgent: string[];
  readonly routine: string[];
}

/**
 * Everything that a process may ask of the world. Each call waits until the scheduler lets it have its effect, and again
 * until it lets the answer come.
 */
export interface Ports {
  get(key: string): Promise<object | undefined>;
  /** Writes an item whose key must be free. */
  add(key: string, body: object): Promise<Stored>;
  /** Writes over the version that was read; over any where none is named, as no use case does. */
  replace(key: string, body: object, version: number | undefined, told: Told | undefined): Promise<Stored>;
  /** The keys that are due, in two classes. */
  due(classOf: (body: object) => 'urgent' | 'routine' | undefined): Promise<Due>;
  keepUnmatched(key: string, body: object): Promise<void>;
  unmatchedUnder(isUnder: (body: object) => boolean): Promise<object[]>;
  removeUnmatched(key: string): Promise<void>;
  credentials(): Promise<{ merchantNo: string; storeNo: string; token: string }>;
  post(
    path: string,
    parameters: Parameters,
    deadlineMs: number,
    lost: (why: 'deadline' | 'connection') => Error,
  ): Promise<Answer>;
}

const ENDPOINTS = new Map(Object.entries(PATHS).map(([name, path]) => [path as string, name as Endpoint]));

const CREDENTIALS = {
  merchantNo: ACCOUNT.merchantNo,
  storeNo: ACCOUNT.stores[0],
  token: ACCOUNT.token,
};

class StoreError extends Error {
  override readonly name = 'StoreError';
}
const unreachable = (why: string) => new StoreError(`The store did not answer: ${why}.`);

/** What DynamoDB takes at most. */
const MAX_ITEM_BYTES = 400 * 1024;

export function portsOf(run: Run, process: Process): Ports {
  const { payments, unmatched, pockyt, product } = run;
  const isImmediate = (name: string) => run.world.immediate?.includes(name) ?? false;
  let writes = 0;
  const showBody = (body: object | undefined) =>
    body && product.isPayment(body) ? product.brief(body) : JSON.stringify(body);
  const digestOfBody = (body: object | undefined) => (body ? payments.digestOf(body) : 1);
  const showStored = ({ isMine, body }: Stored) => `${isMine ? 'stored' : 'not stored'}: ${showBody(body)}`;
  const digestOfStored = ({ isMine, body }: Stored) => mix(digestOfBody(body), isMine ? 1 : 2);
  const plain = { lost: unreachable, digestOf: digestOfJson, show: String } as const;

  /** A conditional write of a payment. */
  const write = (
    name: string,
    key: string,
    body: object,
    condition: (stored: object | undefined) => boolean,
    told?: Told,
  ) => {
    const issuedAt = run.now;
    const writeId = `${process.name} ${++writes}`;
    const current = () => {
      const item = payments.items.get(key);
      return { isMine: item?.writeId === writeId, body: item?.body as object };
    };
    return process.call<Stored>({
      kind: 'write',
      name,
      about: key,
      lost: unreachable,
      show: showStored,
      digestOf: digestOfStored,
      perform() {
        const before = payments.get(key);
        if (payments.put(key, body, writeId, condition, MAX_ITEM_BYTES)) {
          const after = run.view(payments.get(key) as object);
          const { announces } = told ?? {};
          run.written({
            process,
            at: run.now,
            issuedAt,
            ...(before && { before: run.view(before) }),
            after,
            ...(announces && { announces }),
            isEvent: told !== undefined,
          });
        }
        return current();
      },
      again: current,
    });
  };

  return {
    get: (key) =>
      process.call<object | undefined>({
        ...plain,
        kind: 'read',
        name: 'load',
        about: key,
        show: showBody,
        digestOf: digestOfBody,
        perform: () => payments.get(key),
      }),
    add: (key, body) => write('add', key, body, (stored) => stored === undefined),
    replace: (key, body, version, told) =>
      write(
        'replace',
        key,
        body,
        (stored) => stored !== undefined && (version === undefined || product.version(stored) === version),
        told,
      ),
    due: (classOf) =>
      process.call<Due>({
        ...plain,
        kind: 'read',
        name: 'due',
        about: 'the index',
        ways: ['lags'],
        show: ({ urgent, routine }) => [...urgent, ...routine].join(),
        perform(how) {
          const due: Due = { urgent: [], routine: [] };
          for (const [key, { body, before }] of payments.items) {
            const seen = how === 'lags' ? before : body;
            const urgency = seen && classOf(seen);
            if (urgency) due[urgency].push(key);
          }
          return due;
        },
      }),
    keepUnmatched: (key, body) =>
      process.call({
        ...plain,
        kind: 'note',
        name: 'unmatched.keep',
        about: key,
        perform: () => {
          unmatched.put(key, body, '', () => true);
          process.hasKept = true;
        },
      }),
    unmatchedUnder: (isUnder) => {
      const perform = () => [...unmatched.items.values()].map(({ body }) => body).filter(isUnder);
      if (isImmediate('unmatched.under')) return Promise.resolve(perform());
      return process.call({ ...plain, kind: 'read', name: 'unmatched.under', about: 'a reference', perform });
    },
    removeUnmatched: (key) =>
      process.call({
        ...plain,
        kind: 'note',
        name: 'unmatched.remove',
        about: key,
        perform: () => unmatched.remove(key),
      }),
    credentials: () =>
      isImmediate('credentials')
        ? Promise.resolve(CREDENTIALS)
        : process.call({
            ...plain,
            kind: 'secret',
            name: 'credentials',
            about: '',
            digestOf: () => 1,
            show: () => 'the credentials',
            perform: () => CREDENTIALS,
          }),
    post(path, parameters, deadlineMs, lost) {
      const endpoint = ENDPOINTS.get(path);
      if (endpoint === undefined) throw new Error(`Pockyt has no ${path}.`);
      const issuedAt = run.now;
      return process.call<Answer>({
        kind: 'post',
        name: endpoint,
        about: aboutPost(parameters),
        sent: { endpoint, parameters },
        deadline: issuedAt + deadlineMs,
        ways: WAYS[endpoint],
        lost,
        show: ({ status, text }) => `${status} ${text}`,
        digestOf: ({ text, status }) => mix(hashText(text), status),
        perform: (how) => pockyt.answer(endpoint, parameters, issuedAt, how),
      });
    },
  };
}

function aboutPost({ reference, transactionNo, refundReference, refundAmount, storeNo }: Parameters): string {
  const refund = refundReference && `refund ${refundReference} of ${refundAmount}`;
  return [transactionNo, reference, refund, `store ${storeNo}`].filter(Boolean).join(', ');
}

function digestOfJson(value: unknown): number {
  return hashText(JSON.stringify(value) ?? '');
}
