import type { PlantedFault } from '../fault.ts';

/** Faults in the making, the asking and the closing of orders. */
export const LINK_FAULTS: readonly PlantedFault[] = [
  {
    name: 'owner-check-off',
    about: 'Whoever comes back with an outcome writes it over the last order, its own or not.',
    worlds: ['slow-owner', 'frozen'],
    edits: [
      {
        file: 'shared/payments/apply-outcome.ts',
        find: 'payment.orders.find(({ lease }) => lease.owner === owner)',
        put: 'payment.orders.at(-1)',
      },
    ],
  },
  {
    name: 'late-owner-stores-a-link',
    about: 'Whoever comes back after its lease stores its link all the same.',
    worlds: ['slow-owner'],
    edits: [
      {
        file: 'shared/payments/apply-outcome.ts',
        find: 'const isInTime = isInFlight(order, now);',
        put: 'const isInTime = true;',
      },
    ],
  },
  {
    name: 'lease-not-checked-before-the-call',
    about: 'A call is made though the lease under which it was reserved may have ended.',
    worlds: ['slow-owner'],
    edits: [
      {
        file: 'shared/payments/lease.ts',
        find: 'return now.getTime() + DEADLINE_MS < Date.parse(until) ? orPockytError(call()) : null;',
        put: 'return orPockytError(call());',
      },
    ],
  },
  {
    name: 'taken-while-a-lease-holds',
    about: 'What somebody else asks changes an order while its owner is still making it.',
    worlds: ['in-flight'],
    edits: [
      {
        file: 'shared/payments/apply-report.ts',
        find: "if (!before.found && askedAt < before.lease.until) return unchanged(payment, 'in-flight');",
        put: '',
      },
      {
        file: 'shared/payments/sync.ts',
        find: "if (isInFlight(order, now) || (asked === 'due' && isSilent(order, now))) continue;",
        put: "if (asked === 'due' && isSilent(order, now)) continue;",
      },
    ],
  },
  {
    name: 'absence-believed-at-once',
    about: 'That Pockyt knows of no order is believed the first time.',
    worlds: ['two-creates', 'lost-link'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: '  if (askedAt < after(absence.since, ASK_AGAIN_MS)) return { ...order, absence };\n',
        put: '',
      },
    ],
  },
  {
    name: 'further-order-beside-an-unknown-one',
    about: 'An order of which nobody knows is taken for one that was not made, and another is made.',
    worlds: ['two-creates', 'lost-link'],
    edits: [
      {
        file: 'shared/payments/payment.ts',
        find: "return status === 'rejected' && orders.every(isOver);",
        put: "return ['rejected', 'unknown'].includes(status) && orders.every(isOver);",
      },
      {
        file: 'shared/payments/payment.ts',
        find: "const OVER: readonly OrderState[] = ['refused',",
        put: "const OVER: readonly OrderState[] = ['unknown', 'refused',",
      },
    ],
  },
  {
    name: 'merchants-references-cut',
    about: "A reference that the merchant names is cut like one of Pockyt's, and a dash is enough.",
    worlds: ['lookalikes'],
    edits: [
      {
        file: 'shared/http/requested-payment.ts',
        find: 'await payments.load(reference)',
        put: "await payments.load(reference.replace(/-\\d+$/, ''))",
      },
    ],
  },
  {
    name: 'pockyts-references-cut-too-far',
    about: 'A notice for one payment is taken for one of another, whose reference is the beginning of it.',
    worlds: ['lookalike-notice'],
    edits: [
      {
        file: 'shared/payments/order.ts',
        find: 'const SUFFIX = /--([2-9]|[1-9][0-9])$/;',
        put: 'const SUFFIX = /--?([2-9]|[1-9][0-9])$/;',
      },
    ],
  },
  {
    name: 'lost-links-left-open',
    about: 'An order whose link nobody has is not closed.',
    worlds: ['lost-and-swept'],
    edits: [
      {
        file: 'shared/payments/order.ts',
        find: '  return order.link === undefined || orders.some(',
        put: '  return orders.some(',
      },
    ],
  },
  {
    name: 'cancelled-unasked',
    about: 'A cancel is sent whatever Pockyt said just before.',
    worlds: ['cancel'],
    edits: [
      {
        file: 'shared/payments/sync.ts',
        find: 'if (!before.isPayable || known === undefined) return before;',
        put: 'if (known === undefined) return before;',
      },
    ],
  },
  {
    name: 'not-asked-after-a-cancel',
    about: 'That a cancel may arrive late is not noted.',
    worlds: ['cancel-and-sweep'],
    edits: [
      {
        file: 'shared/payments/apply-report.ts',
        find: 'const next = isPayable ? { ...learnt.order, askAgainAt: after(now, ASK_AGAIN_MS) } : learnt.order;',
        put: 'const next = learnt.order;',
      },
    ],
  },
  {
    name: 'store-of-another-order',
    about: 'Questions name the store of the credentials, and not the one in which the order was made.',
    worlds: ['another-body'],
    edits: [
      {
        file: 'shared/payments/sync.ts',
        find: 'orPockytError(tranQuery(pockyt, key, { ...signer, storeNo: order.storeNo }));',
        put: 'orPockytError(tranQuery(pockyt, key, signer));',
      },
    ],
  },
  {
    name: 'number-of-another',
    about: "An answer about another number is taken for the order's own, with its number.",
    worlds: ['lost-answers', 'lagging'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: "  if (transactionNo !== order.transactionNo) return 'transaction-mismatch';\n",
        put: '',
      },
    ],
  },
  {
    name: 'refund-taken-for-a-payment',
    about: 'A row that is a refund is read as the payment.',
    worlds: ['refund-rows'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: "  if (transactionType !== 'payment' && !isOurs && !isAnothers) return 'not-a-payment';\n",
        put: '',
      },
    ],
  },
  {
    name: 'stale-answer-over-a-newer-one',
    about: 'An answer that was asked for earlier takes back what a newer one has told.',
    worlds: ['cancel'],
    edits: [
      {
        file: 'shared/payments/order.ts',
        find: 'return RANKS[state] > RANKS[order.state] ? { ...order, state } : order;',
        put: 'return { ...order, state };',
      },
    ],
  },
  {
    name: 'silence-advances-the-schedule',
    about: 'A question that was not answered counts as asked.',
    worlds: ['last-look'],
    edits: [
      {
        file: 'shared/payments/apply-report.ts',
        find: 'return { ...order, silentSince, retryAt: silenceEnds(silentSince, at) };',
        put: 'return { ...order, checks: order.checks.filter((time) => time > at) };',
      },
    ],
  },
  {
    name: 'refusal-stays-unknown',
    about: 'What Pockyt refuses for certain is kept as unknown.',
    worlds: ['another-body'],
    edits: [
      {
        file: 'shared/payments/apply-outcome.ts',
        find: "const state = link ? 'open' : outcome.kind === 'refused' ? 'refused' : 'unknown';",
        put: "const state = link ? 'open' : 'unknown';",
      },
    ],
  },
];
