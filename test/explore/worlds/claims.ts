import type { World } from '../core/world.ts';
import { forge, notice, stranger, withExpiredLink, withLink, withMoney } from './acts.ts';
import { small } from './small.ts';
import { becomes, cancels, claims, creates, isCalled, pays, refreshes, sweeps, tells } from './steps.ts';

/** Small worlds about what notices claim, and whether it is followed up. */
export const CLAIMS: readonly World[] = [
  small({
    name: 'claims',
    about: 'A thief claims money, the customer pays, and questions lag behind the notice.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
    actors: [
      [claims('order-1', 'T.order-1', 'success')],
      [pays('order-1', 40_000), tells('order-1')],
      [sweeps],
    ],
  }),
  small({
    name: 'other-numbers',
    about: 'A thief claims for one payment what is true of another.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
      await withMoney(run, 'order-2');
    },
    actors: [
      [claims('order-1', 'T.order-2', 'success')],
      [claims('order-2', 'T.order-1', 'reversed')],
      [pays('order-1')],
    ],
  }),
  small({
    name: 'at-expiry',
    about: 'A customer confirms at the end of the time; sweeps come, and some of their questions are lost.',
    budget: { lost: 1, clock: 3 },
    exposed: ['query'],
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
    actors: [
      [becomes('order-1', 'dealing'), pays('order-1')],
      [sweeps, sweeps],
    ],
  }),
  small({
    name: 'flooded',
    about: 'A thief has claimed as much as he could before the customer pays.',
    budget: {},
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
      for (let count = 0; count < 16; count++) {
        const claim = forge(run, 'order-1', 'T.order-1', `${count}`.padEnd(7_000, 'x'));
        await run.rest(claim);
        await run.finish(claim);
      }
    },
    actors: [[pays('order-1'), tells('order-1')], [cancels('order-1')]],
  }),
  small({
    name: 'claims-of-others',
    about:
      'A customer pays late, questions lag behind the notice, and a thief claims another number after it.',
    budget: { clock: 2 },
    exposed: [],
    prepare: async (run) => {
      await withExpiredLink(run, 'order-1');
    },
    actors: [[pays('order-1', 40_000), tells('order-1')], [claims('order-1', 'T.invented', 'success')]],
  }),
  small({
    name: 'claimed-ends',
    about: 'A link is closed and money is taken back, of which notices tell before questions do.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
      await withMoney(run, 'order-2');
    },
    actors: [
      [becomes('order-1', 'closed', 40_000), tells('order-1')],
      [isCalled('order-2', 'reversed', 'success', 40_000), tells('order-2')],
    ],
  }),
  small({
    name: 'claimed-failure',
    about: 'A customer fails to pay, of which a notice tells before questions do, and tries again.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withExpiredLink(run, 'order-1');
    },
    actors: [
      [becomes('order-1', 'failed', 40_000), tells('order-1')],
      [isCalled('order-1', 'success', 'failed'), tells('order-1')],
    ],
  }),
  small({
    name: 'lookalike-notice',
    about: 'Late money is told of under a reference that begins like another.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
      await withExpiredLink(run, 'order-1-2');
    },
    actors: [[pays('order-1-2'), tells('order-1-2')], [refreshes('order-1-2')]],
  }),
  small({
    name: 'before-its-payment',
    about: 'A notice comes before there is a payment of its reference, and whoever looks for it dies.',
    budget: { deaths: 1, lost: 1, clock: 2, mishaps: 2 },
    exposed: ['unmatched.remove', 'replace'],
    prepare: async (run) => {
      const order = stranger(run, 'order-1');
      run.pockyt.change(order, 'success');
      const told = notice(run, order);
      await run.rest(told);
      await run.finish(told);
    },
    actors: [[creates('order-1')], [sweeps, sweeps]],
  }),
  small({
    name: 'claim-at-expiry',
    about: 'At the end of its time money is claimed, and questions show it only later.',
    budget: { clock: 2 },
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
      run.now += 359_000;
    },
    actors: [
      [pays('order-1', 90_000), tells('order-1')],
      [sweeps, sweeps],
    ],
  }),
];
