import type { Budget } from '../core/opening.ts';
import type { World } from '../core/world.ts';
import { withLink, withMoney } from './acts.ts';
import { walked } from './walked.ts';

const ALIKE = ['order-1', 'order-1-2', 'order-1--x', 'order-10'];
const MANY = Number.POSITIVE_INFINITY;
const CALM: Budget = { lost: 0, held: 0, ways: 0, deaths: 0, clock: 6, acts: 14, mishaps: MANY };
const ROUGH: Budget = { lost: 3, held: 3, ways: 2, deaths: 2, clock: 8, acts: 14, mishaps: MANY };

/** Worlds that are walked by seed. */
export const LARGE: readonly World[] = [
  walked({
    name: 'lookalikes',
    about: 'Four payments whose references resemble each other are created, cancelled and lost.',
    references: ALIKE,
    likely: { merchant: 24, customer: 8, notice: 6, sweep: 8, pockyt: 2 },
    budget: { ...ROUGH, ways: 1 },
  }),
  walked({
    name: 'lost-answers',
    about: 'One payment, and many calls whose answers are lost, late or odd.',
    references: ['order-1'],
    likely: { merchant: 20, customer: 8, notice: 6, sweep: 12 },
    budget: { ...CALM, lost: 6, held: 4, ways: 3, deaths: 2, clock: 10, acts: 14 },
  }),
  walked({
    name: 'many-tongues',
    about: 'Two payments, and a Pockyt that speaks in every way that its pages leave open.',
    references: ['order-1', 'order-1-2'],
    likely: { merchant: 20, customer: 10, notice: 8, sweep: 8, pockyt: 8 },
    budget: { ...ROUGH, lost: 1, deaths: 1 },
    isManyTongued: true,
  }),
  walked({
    name: 'money-back',
    about: 'A payment that is paid: refunds here and in the portal, reversals, and answers that are lost.',
    references: ['order-1'],
    likely: { merchant: 24, pockyt: 8, notice: 6, sweep: 10 },
    budget: { ...ROUGH, acts: 12 },
    isManyTongued: true,
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
  }),
  walked({
    name: 'lagging',
    about: 'Notices come before questions show what they tell, and the clock moves on.',
    references: ['order-1'],
    likely: { merchant: 6, customer: 12, notice: 14, sweep: 16, pockyt: 4 },
    budget: { ...CALM, lost: 2, clock: 14, acts: 14 },
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
  }),
  walked({
    name: 'thief',
    about: 'Somebody has the token, and claims whatever can be claimed.',
    references: ['order-1', 'order-1-2'],
    likely: { merchant: 14, customer: 8, notice: 4, thief: 20, sweep: 10, pockyt: 3 },
    budget: { ...CALM, lost: 1, clock: 10, acts: 18 },
  }),
  walked({
    name: 'flood',
    about: 'A thief floods one payment with claims, and money still moves.',
    references: ['order-1'],
    likely: { customer: 6, thief: 60, notice: 6, sweep: 6, pockyt: 2, merchant: 4 },
    budget: { ...CALM, clock: 6, acts: 60 },
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
  }),
  walked({
    name: 'strangers',
    about: 'Orders stand under our references that no call of ours made.',
    references: ['order-1', 'order-1-2'],
    likely: { merchant: 14, customer: 10, stranger: 6, notice: 12, sweep: 10, thief: 4 },
    budget: { ...CALM, lost: 2, ways: 1, clock: 8 },
  }),
  walked({
    name: 'frozen',
    about: 'Processes die, or come back long after their leases have ended.',
    references: ['order-1'],
    likely: { merchant: 24, customer: 8, notice: 6, sweep: 10, pockyt: 2 },
    budget: { ...CALM, lost: 2, held: 6, ways: 0, deaths: 4, clock: 12, acts: 14 },
    isFrozen: true,
  }),
  walked({
    name: 'long-run',
    about: 'Days go by: links expire, are confirmed late and paid late, and money goes back afterwards.',
    references: ['order-1'],
    likely: { merchant: 6, customer: 8, notice: 4, sweep: 20, pockyt: 6 },
    budget: { ...CALM, lost: 3, clock: 24, acts: 24 },
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
  }),
  walked({
    name: 'everything',
    about: 'Everything at once.',
    references: ALIKE,
    likely: { merchant: 24, customer: 10, pockyt: 5, notice: 10, thief: 6, stranger: 1, sweep: 12 },
    budget: { ...ROUGH, clock: 12, acts: 24 },
    isManyTongued: true,
    isFrozen: true,
  }),
];
