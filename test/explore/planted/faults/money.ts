import type { PlantedFault } from '../fault.ts';

/** Faults about money: what it makes of a payment, and what goes back. */
export const MONEY_FAULTS: readonly PlantedFault[] = [
  {
    name: 'reversal-of-the-payment',
    about: 'That one order was reversed reverses the payment, whatever the others are.',
    worlds: ['replaced'],
    edits: [
      {
        file: 'shared/payments/status.ts',
        find: "  if (ofThePayment.some(holdsMoney)) return 'paid';",
        put: "  if (ofThePayment.some(({ state }) => state === 'reversed')) return 'reversed';\n  if (ofThePayment.some(holdsMoney)) return 'paid';",
      },
    ],
  },
  {
    name: 'unknown-refunds-not-counted',
    about: 'A refund of which nobody knows what became leaves its money free for another.',
    worlds: ['refunds'],
    edits: [
      {
        file: 'shared/payments/refunds.ts',
        find: "const ours = (order.refundRequests ?? []).filter(({ state }) => state !== 'refused');",
        put: "const ours = (order.refundRequests ?? []).filter(({ state }) => state !== 'refused' && state !== 'unknown');",
      },
    ],
  },
  {
    name: 'refunds-elsewhere-not-counted',
    about: 'What the portal gave back leaves its money free for another refund.',
    worlds: ['refunds'],
    edits: [
      {
        file: 'shared/payments/refunds.ts',
        find: 'total(ours, amount) + total(otherRefunds(order), amount)',
        put: 'total(ours, amount)',
      },
      {
        file: 'shared/payments/refunds.ts',
        find: "    hundredths(order.refunded ?? '0'),\n  );",
        put: '    0n,\n  );',
      },
    ],
  },
  {
    name: 'refund-sent-again',
    about: 'A refund of which nobody knows what became is sent again.',
    worlds: ['same-refund'],
    edits: [
      {
        file: 'functions/refund/refund.ts',
        find: "return state !== undefined && state !== 'refused';",
        put: "return state === 'done' || state === 'reserved';",
      },
      {
        file: 'shared/payments/apply-refund.ts',
        find: "earlier.request.state !== 'refused') return",
        put: "earlier.request.state === 'done') return",
      },
    ],
  },
  {
    name: 'refund-on-doubtful-ground',
    about: 'A refund is sent whatever Pockyt said of the order just before.',
    worlds: ['refused-refund'],
    edits: [
      {
        file: 'functions/refund/refund.ts',
        find: "if (answer?.kind !== 'found' || discrepancy || meaningOf(answer) !== 'paid') {",
        put: "if (answer?.kind !== 'found') {",
      },
    ],
  },
  {
    name: 'refused-refund-stays-unknown',
    about: 'A refund that Pockyt refuses for certain keeps its money.',
    worlds: ['refused-refund'],
    edits: [
      {
        file: 'shared/payments/apply-refund.ts',
        find: '    state: outcome.kind,\n',
        put: "    state: outcome.kind === 'refused' ? 'unknown' : outcome.kind,\n",
      },
    ],
  },
  {
    name: 'spelling-makes-another-refund',
    about: 'The same amount in another spelling is taken for another refund.',
    worlds: ['same-refund'],
    edits: [
      {
        file: 'functions/refund/refund.ts',
        find: '!sameAmount(request.refundAmount, fields.refundAmount)',
        put: 'request.refundAmount !== fields.refundAmount',
      },
    ],
  },
  {
    name: 'shorter-lists-count',
    about: 'A list of refunds that is shorter than the last one takes back what had gone back.',
    worlds: ['money-back'],
    edits: [
      {
        file: 'shared/payments/refunds.ts',
        find: 'listed.length > refunds.length || (listed.length === refunds.length && at >= refundsAskedAt)',
        put: 'true',
      },
      {
        file: 'shared/payments/refunds.ts',
        find: 'const known = isNews && listed.length > 0 ?',
        put: 'const known = isNews ?',
      },
      {
        file: 'shared/payments/refunds.ts',
        find: "return largest(listed, total(done, 0n), hundredths(order.refunded ?? '0'));",
        put: 'return largest(listed, total(done, 0n));',
      },
    ],
  },
  {
    name: 'no-looks-after-paid',
    about: 'A payment that is paid is never asked about again.',
    worlds: ['after-paid'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: "if (next.state === 'paid' && looks.length > 0) return { ...learnt, order: { ...next, checks: looks } };",
        put: "if (next.state === 'paid') return { ...learnt, order: { ...next, checks: [] } };",
      },
    ],
  },
  {
    name: 'held-forgotten',
    about: 'That an order held money is forgotten when it has gone back.',
    worlds: ['after-paid'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: '...(isHeld && { held: true as const }) };',
        put: 'held: isHeld || undefined };',
      },
    ],
  },
  {
    name: 'paid-though-gone',
    about: 'A payment is called paid though nobody has ever seen that its money is there.',
    worlds: ['gone-at-once'],
    edits: [
      {
        file: 'shared/payments/order.ts',
        find: "return order.state === 'paid' && order.held === true && !isRefunded(order);",
        put: "return order.state === 'paid' && !isRefunded(order);",
      },
    ],
  },
  {
    name: 'gone-money-not-believed',
    about: 'That Pockyt calls a paid order closed, time and again, is never believed.',
    worlds: ['called-closed'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: "if (askedAt >= from && askedAt >= sure) return raise(order, 'reversed');",
        put: '',
      },
    ],
  },
  {
    name: 'refund-of-any-order',
    about: 'Where two orders have money the first is refunded, whichever was named.',
    worlds: ['paid-twice'],
    edits: [
      {
        file: 'functions/refund/refund.ts',
        find: 'const order = isClear ? paid[0] : named[0];',
        put: 'const order = paid[0];',
      },
    ],
  },
  {
    name: 'finds-of-any-amount',
    about: 'An order of another amount under our reference makes the payment paid.',
    worlds: ['another-amount'],
    edits: [
      {
        file: 'shared/payments/status.ts',
        find: '  const ofThePayment = orders.filter((order) => isOf(order, request));',
        put: '  const ofThePayment = orders;',
      },
    ],
  },
];
