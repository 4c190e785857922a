import type { PlantedFault } from '../fault.ts';

/** Faults about notices and what they claim, about time, and about what is told. */
export const NOTICE_FAULTS: readonly PlantedFault[] = [
  {
    name: 'paid-without-proof',
    about: 'A notice is believed without asking Pockyt.',
    worlds: ['claims'],
    edits: [
      {
        file: 'functions/ipn-webhook/ipn-webhook.ts',
        find: 'const asked = deps.confirms\n',
        put: 'const asked = !deps.confirms\n',
      },
    ],
  },
  {
    name: 'found-without-asking',
    about: "What a notice says of another number is taken for Pockyt's answer.",
    worlds: ['other-numbers'],
    edits: [
      {
        file: 'functions/ipn-webhook/ipn-webhook.ts',
        find: 'return { key, answer: await queryOrder(order, key, deps), askedAt: now };',
        put: "return { key, answer: { kind: 'found', transaction: { amount: '', currency: '', ...notice, transactionType: 'payment', refunds: [] } }, askedAt: now };",
      },
    ],
  },
  {
    name: 'claim-asked-about-once',
    about: 'What a notice claims is asked about once, and then forgotten.',
    worlds: ['claims-of-others'],
    edits: [
      {
        file: 'shared/payments/claim.ts',
        find: 'const next = QUESTIONS_MS.find((wait) => received + wait > askedAt.getTime());',
        put: 'const next = undefined as number | undefined;',
      },
    ],
  },
  {
    name: 'claim-dropped-by-a-later-note',
    about: 'A notice that comes later takes the place of what was claimed before.',
    worlds: ['claims-of-others'],
    edits: [
      {
        file: 'shared/payments/apply-notice.ts',
        find: '{ claims: [...others, kept] }',
        put: '{ claims: [kept] }',
      },
    ],
  },
  {
    name: 'claim-reached-too-early',
    about: 'A claim of money ends when the order exists.',
    worlds: ['claims-of-others'],
    edits: [
      {
        file: 'shared/payments/apply-notice.ts',
        find: 'return RANKS[state] >= RANKS.paid;',
        put: 'return RANKS[state] >= RANKS.open;',
      },
    ],
  },
  {
    name: 'claims-of-ends-forgotten',
    about: 'That money was taken back is asked about no more after the first question.',
    worlds: ['claimed-ends'],
    edits: [
      {
        file: 'shared/payments/apply-notice.ts',
        find: "    case 'reversed':\n      return state === 'reversed';",
        put: "    case 'reversed':\n      return true;",
      },
    ],
  },
  {
    name: 'expired-under-a-claim',
    about: 'A link expires though money is claimed of it.',
    worlds: ['claim-at-expiry'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: 'const isDecided = isUnpaid && !confirming && claims.length === 0;',
        put: 'const isDecided = isUnpaid && !confirming;',
      },
    ],
  },
  {
    name: 'expired-while-confirming',
    about: 'A link expires though money may be on its way.',
    worlds: ['at-expiry'],
    edits: [
      {
        file: 'shared/payments/apply-answer.ts',
        find: 'const isDecided = isUnpaid && !confirming && claims.length === 0;',
        put: 'const isDecided = isUnpaid && claims.length === 0;',
      },
    ],
  },
  {
    name: 'acknowledged-without-room',
    about: 'A notice for which there is no room is answered with success.',
    worlds: ['thief', 'flood'],
    edits: [
      {
        file: 'functions/ipn-webhook/ipn-webhook.ts',
        find: "change.claimed === 'no-room' ? 'busy' : 'acknowledged'",
        put: "'acknowledged'",
      },
    ],
  },
  {
    name: 'kept-whole',
    about: 'What a notice says is kept in its whole length.',
    worlds: ['flooded'],
    edits: [
      {
        file: 'shared/pockyt/notice.ts',
        find: 'const KEPT = 64;',
        put: 'const KEPT = 64_000;',
      },
    ],
  },
  {
    name: 'forgotten-before-it-is-a-claim',
    about: 'A notice that came before its payment is deleted before it is a claim.',
    worlds: ['before-its-payment'],
    edits: [
      {
        file: 'functions/reconcile/reconcile.ts',
        find: '    const change = await updateWithRetry(deps, current, (each, now) =>\n      recordClaim(',
        put: '    await deps.unmatched.remove(earlier);\n    const change = await updateWithRetry(deps, current, (each, now) =>\n      recordClaim(',
      },
    ],
  },
  {
    name: 'never-matched',
    about: 'A notice that came before its payment is never looked for.',
    worlds: ['before-its-payment'],
    edits: [
      {
        file: 'functions/reconcile/reconcile.ts',
        find: 'if (payment.isLookedAt) return payment;',
        put: 'return payment;',
      },
    ],
  },
  {
    name: 'silent-change',
    about: 'A status changes, and no event tells of it.',
    worlds: ['refunds', 'after-paid'],
    edits: [
      {
        file: 'shared/payments/events.ts',
        find: "const isTransition = after.status !== before.status && after.status !== 'creating';",
        put: "const isTransition = after.status !== before.status && after.status === 'paid';",
      },
    ],
  },
];
