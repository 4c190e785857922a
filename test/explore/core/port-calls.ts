import { ACCOUNT } from '../pockyt/account.ts';
import type { Answer } from '../pockyt/answers.ts';
import { type Endpoint, PATHS, type Pockyt, WAYS } from '../pockyt/pockyt.ts';
import type { Parameters } from '../pockyt/signature.ts';
import type { Product } from '../product.ts';
import type { Table } from '../store/table.ts';
import { hashText, mix } from './hash.ts';
import type { Due, Ports, Stored, Told } from './ports.ts';
import type { Process } from './process.ts';
import type { PaymentView, Write } from './views.ts';

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

/** What the calls of a process have their effect on. */
export interface Stage {
  readonly product: Product;
  readonly payments: Table<object>;
  readonly unmatched: Table<object>;
  readonly pockyt: Pockyt;
  readonly now: number;
  /** The ports that answer at once. */
  readonly immediate: readonly string[];
  view(body: object): PaymentView;
  /** Hears of every payment that was written. */
  written(write: Write): void;
}

export function portsOf(stage: Stage, process: Process): Ports {
  const { payments, unmatched, pockyt, product } = stage;
  const isImmediate = (name: string) => stage.immediate.includes(name);
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
    const issuedAt = stage.now;
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
          const after = stage.view(payments.get(key) as object);
          const { announces } = told ?? {};
          stage.written({
            process,
            at: stage.now,
            issuedAt,
            ...(before && { before: stage.view(before) }),
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
      const issuedAt = stage.now;
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
