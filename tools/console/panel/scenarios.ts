import { act, forge, type Happened, lag, orderOf, refundAtPortal } from '#tools/simulator/control-acts.ts';
import type { Endpoint, Fault } from '#tools/simulator/faults.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';

/** One thing that can go wrong, or right, at Pockyt. */
export interface Scenario {
  readonly id: string;
  readonly label: string;
  /** What the button does, in a line. */
  readonly explains: string;
  /** Whether its form asks for an amount. */
  readonly takesAmount?: boolean;
  /** Does it to the order of this reference or number, and says what was done. Rejects with a reason that can be shown. */
  run(simulator: Simulator, reference: string, form: URLSearchParams): Promise<string>;
}

export interface ScenarioGroup {
  readonly legend: string;
  /** Whether one of `CALLS` is to be chosen first. */
  readonly choosesCall?: boolean;
  readonly scenarios: readonly Scenario[];
}

const LAGGING = 2;

/** The calls about a payment that there is already. */
export const CALLS: Readonly<Partial<Record<Endpoint, string>>> = {
  'tran-query': 'query',
  cancel: 'cancel',
  refund: 'refund',
};

const happens = (id: string, verb: string, label: string, explains: string, body: object = {}): Scenario => ({
  id,
  label,
  explains,
  run: async (simulator, reference) => resultOf(await act(simulator, reference, verb, { ...body })),
});

const forgery = (id: string, label: string, explains: string, leaked: boolean): Scenario => ({
  id,
  label,
  explains,
  run: async (simulator, reference) => resultOf(await forge(simulator, reference, { leaked })),
});

const portalRefund = (id: string, label: string, explains: string, notice: boolean): Scenario => ({
  id,
  label,
  explains,
  takesAmount: true,
  async run(simulator, reference, form) {
    const amount = form.get('amount') || undefined;
    const refunded = await refundAtPortal(simulator, reference, { notice, ...(amount && { amount }) });
    const { order } = refunded;
    return `Refunded at Pockyt, ${order.refunded} ${order.currency} in all. ${ofNotice(refunded)}`;
  },
});

const nextCall = (id: string, label: string, explains: string, fault: Fault): Scenario => ({
  id,
  label,
  explains,
  async run(simulator, reference, form) {
    const endpoint = (form.get('call') ?? '') as Endpoint;
    const call = CALLS[endpoint];
    if (call === undefined) throw new RangeError('Choose the call that is to go wrong.');
    simulator.faults.nextFor(orderOf(simulator, reference).transactionNo, endpoint, fault);
    return `The next ${call} of this payment goes wrong: ${label.toLowerCase()}. Use the actions above to make one.`;
  },
});

/** What can happen to one payment. */
export const SCENARIOS: readonly ScenarioGroup[] = [
  {
    legend: 'The customer and the bank',
    scenarios: [
      happens('pay', 'pay', 'Pay', 'The customer pays, and Pockyt sends its notice.'),
      happens(
        'confirm',
        'confirm',
        'Wait for confirmation',
        'The customer has pressed the button, and Pockyt waits for the confirmation. Pay, Fail or Close decides.',
      ),
      happens('fail', 'fail', 'Fail', 'The payment fails, and Pockyt sends its notice.'),
      happens('close', 'close', 'Close', 'The order is closed at Pockyt, and its notice is sent.'),
      happens('reverse', 'reverse', 'Reverse', 'The bank takes the money back, and Pockyt sends its notice.'),
      portalRefund(
        'refund',
        'Refund in the portal',
        'Somebody refunds a paid order in Pockyt’s portal. Nobody is told: ask Pockyt to see it.',
        false,
      ),
      portalRefund(
        'refund-notice',
        'Refund in the portal, with a notice',
        'The same, and Pockyt sends a notice of the refund.',
        true,
      ),
    ],
  },
  {
    legend: 'The notice',
    scenarios: [
      happens('late', 'pay', 'Pay, notice late', 'Paid now; the notice comes 10 seconds later.', {
        lateSeconds: 10,
      }),
      happens('thrice', 'pay', 'Pay, notice three times', 'Paid; the same notice is sent three times.', {
        times: 3,
      }),
      happens(
        'lost',
        'pay',
        'Pay, notice lost',
        'Paid; no notice comes. Reconciliation finds it when it is due.',
        {
          lost: true,
        },
      ),
      happens(
        'reverse-lost',
        'reverse',
        'Reverse, notice lost',
        'The bank takes the money back; no notice comes.',
        { lost: true },
      ),
      {
        id: 'out-of-order',
        label: 'Pay, then an older notice',
        explains: 'Paid, with its notice; then a notice that it failed arrives, sent earlier and delayed.',
        async run(simulator, reference) {
          const older = simulator.keepNotice(orderOf(simulator, reference).transactionNo, {
            status: 'failed',
          });
          const paid = resultOf(await act(simulator, reference, 'pay', {}));
          if (older) await simulator.deliver(older.id);
          return `${paid} Then an older notice arrived that says “failed”.`;
        },
      },
      {
        id: 'other-amount',
        label: 'Pay, notice with another amount',
        explains: 'Paid in full, but the notice, rightly signed, says 0.01.',
        run: async (simulator, reference) =>
          resultOf(await act(simulator, reference, 'pay', { amount: '0.01' })),
      },
      forgery(
        'forged',
        'Forged notice',
        'Nobody paid; a notice says so, signed with a made-up token.',
        false,
      ),
      forgery(
        'leaked',
        'Forged with the real token',
        'Nobody paid; a notice says so, signed with the merchant’s own token, as if it had leaked.',
        true,
      ),
    ],
  },
  {
    legend: 'Queries',
    scenarios: [
      {
        id: 'lag',
        label: 'Lag behind',
        explains: `The next ${LAGGING} queries tell what was true before the last change. Pay then, to see a notice that is ahead of them.`,
        async run(simulator, reference) {
          lag(simulator, reference, { queries: LAGGING });
          return `The next ${LAGGING} queries about this payment tell what was true before its last change.`;
        },
      },
    ],
  },
  {
    legend: 'The next call to Pockyt about this payment',
    choosesCall: true,
    scenarios: [
      nextCall('hang', 'Hang', 'Pockyt takes the call and never answers.', { kind: 'hang' }),
      nextCall('refuse', 'Refuse', 'Pockyt answers that its system failed (000000).', {
        kind: 'refuse',
        code: '000000',
      }),
      nextCall('cut', 'Cut off', 'Pockyt does what it was asked, and the connection breaks in its answer.', {
        kind: 'cut',
        at: 'midway',
        accept: 'now',
      }),
      nextCall('server-error', 'Answer 502', 'A gateway before Pockyt answers 502.', {
        kind: 'server-error',
        httpStatus: 502,
      }),
    ],
  },
];

const nextLink = (id: string, label: string, explains: string, fault: Fault): Scenario => ({
  id,
  label,
  explains,
  async run({ faults }) {
    faults.next('secure-pay', fault);
    return `The next link goes wrong: ${label.toLowerCase()}. Create one to see it.`;
  },
});

/** What can happen to all of them. */
export const GLOBAL_SCENARIOS: readonly ScenarioGroup[] = [
  {
    legend: 'The next new link',
    scenarios: [
      nextLink('link-hang', 'Hang', 'Pockyt makes the order and never answers.', {
        kind: 'hang',
        accept: 'now',
      }),
      nextLink('link-cut', 'Cut off', 'Pockyt makes the order, and the connection breaks in its answer.', {
        kind: 'cut',
        at: 'midway',
        accept: 'now',
      }),
      nextLink('link-lost', 'Cut off before', 'The connection breaks, and Pockyt has made no order.', {
        kind: 'cut',
      }),
      nextLink('link-refuse', 'Refuse', 'Pockyt refuses the request (000020): nothing was made.', {
        kind: 'refuse',
        code: '000020',
      }),
      nextLink(
        'link-server-error',
        'Answer 502',
        'A gateway before Pockyt answers 502; the order was made.',
        {
          kind: 'server-error',
          httpStatus: 502,
          accept: 'now',
        },
      ),
    ],
  },
  {
    legend: 'All notices',
    scenarios: [
      {
        id: 'hold',
        label: 'Stop all notices',
        explains: 'From now on no notice goes out by itself.',
        async run(simulator) {
          simulator.holdNotices(true);
          return 'Notices are held back.';
        },
      },
      {
        id: 'release',
        label: 'Let them go',
        explains: 'Notices go out again, first those that were held back.',
        async run(simulator) {
          simulator.holdNotices(false);
          const waiting = simulator.notices.filter(({ deliveries }) => deliveries.length === 0);
          await Promise.all(waiting.map(({ id }) => simulator.sendNotice(id)));
          return `Notices go out again; ${waiting.length} had been held back.`;
        },
      },
    ],
  },
  {
    legend: 'Planted faults',
    scenarios: [
      {
        id: 'clear',
        label: 'Clear them',
        explains: 'Forgets every fault that is still to come.',
        async run({ faults }) {
          faults.clear();
          return 'No call goes wrong any more.';
        },
      },
    ],
  },
];

/** What became of an order and of its notice, in two sentences. */
function resultOf(happened: Happened): string {
  return `The order is “${happened.order.status}” at Pockyt. ${ofNotice(happened)}`;
}

function ofNotice({ notice, sending }: Happened): string {
  if (sending === 'later') return 'Its notice comes later.';
  if (sending === 'lost') return 'Its notice is lost.';
  if (sending === 'held') return 'Its notice is held back.';
  if (sending === 'none') return 'No notice was sent.';
  const { httpStatus, answer, error } = notice?.deliveries.at(-1) ?? {};
  const times = notice && notice.deliveries.length > 1 ? ` ${notice.deliveries.length} times` : '';
  if (error) return `A notice was sent${times}, and not answered: ${error}.`;
  return `A notice was sent${times}, and answered ${httpStatus}, “${answer}”.`;
}
