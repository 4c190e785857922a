import { setTimeout as delay } from 'node:timers/promises';
import { CODES } from './answers.ts';
import { ControlError, FLAG, number, oneOf, readMembers, TEXT, whole } from './control-body.ts';
import type { Endpoint, Fault } from './faults.ts';

const SHAPES = {
  endpoint: oneOf('secure-pay', 'tran-query', 'refund', 'cancel'),
  kind: oneOf('refuse', 'hang', 'cut', 'midway', 'server-error', 'not-json', 'oversized', 'slow'),
  always: FLAG,
  accept: oneOf('never', 'now', 'late', 'on-hang-up'),
  /** For `refuse`. */
  code: TEXT,
  message: TEXT,
  /** For `server-error`. */
  httpStatus: whole(500, 599),
  /** For `slow`. */
  seconds: number(0, 3600),
} as const;

type Details = ReturnType<typeof read>;

const read = (body: Readonly<Record<string, unknown>>) => readMembers(body, SHAPES);

const SLOW_SECONDS = 5;

/** What makes each kind of fault, and which details it takes. */
const KINDS: Readonly<
  Record<NonNullable<Details['kind']>, { takes: readonly (keyof Details)[]; make(details: Details): Fault }>
> = {
  refuse: {
    takes: ['accept', 'code', 'message'],
    make: ({ accept, code = CODES.systemError, message }) => ({ kind: 'refuse', accept, code, message }),
  },
  hang: { takes: ['accept'], make: ({ accept }) => ({ kind: 'hang', accept }) },
  cut: { takes: ['accept'], make: ({ accept }) => ({ kind: 'cut', accept }) },
  midway: { takes: ['accept'], make: ({ accept }) => ({ kind: 'cut', at: 'midway', accept }) },
  'server-error': {
    takes: ['accept', 'httpStatus'],
    make: ({ accept, httpStatus }) => ({ kind: 'server-error', accept, httpStatus }),
  },
  'not-json': { takes: ['accept'], make: ({ accept }) => ({ kind: 'not-json', accept }) },
  oversized: { takes: ['accept'], make: ({ accept }) => ({ kind: 'oversized', accept }) },
  slow: {
    takes: ['seconds'],
    make: ({ seconds = SLOW_SECONDS }) => ({
      kind: 'slow',
      until: () => delay(seconds * 1000, undefined, { ref: false }),
    }),
  },
};

/**
 * The fault that a control's body describes.
 *
 * @throws {ControlError} when it describes none.
 */
export function readFault(body: Readonly<Record<string, unknown>>): {
  endpoint: Endpoint;
  fault: Fault;
  always: boolean;
} {
  const { endpoint, kind, always = false, ...details } = read(body);
  if (endpoint === undefined) throw new ControlError(`endpoint must be ${SHAPES.endpoint.words}.`);
  if (kind === undefined) throw new ControlError(`kind must be ${SHAPES.kind.words}.`);
  const { takes, make } = KINDS[kind];
  for (const name of Object.keys(details)) {
    if (!(takes as readonly string[]).includes(name)) {
      throw new ControlError(`The fault ${kind} takes no ${name}, only ${takes.join(', ')}.`);
    }
  }
  return { endpoint, fault: make(details), always };
}
