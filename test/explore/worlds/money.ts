import type { World } from '../core/world.ts';
import { forge, withLink, withMoney } from './acts.ts';
import { small } from './small.ts';
import {
  becomes,
  cancels,
  claims,
  isCalled,
  isGivenBack,
  pays,
  refreshes,
  refunds,
  sweeps,
  tells,
} from './steps.ts';

/** Small worlds about money: that it comes, that it goes back, and what is claimed of it. */
export const MONEY: readonly World[] = [
  small({
    name: 'refunds',
    about: 'Two refunds race with each other and with one in the portal, and the answer to one is lost.',
    budget: { lost: 1 },
    exposed: ['refund'],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
    actors: [
      [refunds('order-1', 'back-1', '3.00')],
      [refunds('order-1', 'back-2', '8.00')],
      [isGivenBack('order-1', 200)],
    ],
  }),
  small({
    name: 'same-refund',
    about: 'A refund is asked for again and in another spelling, while its answer is lost or late.',
    budget: { lost: 1, clock: 2 },
    dialects: [{}, { refundInfo: 'object' }, { refundInfo: 'json-list', refundEntry: 'nameless' }],
    exposed: ['refund'],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
    actors: [[refunds('order-1', 'back-1', '3.00'), refunds('order-1', 'back-1', '3')]],
  }),
  small({
    name: 'refused-refund',
    about: 'Pockyt refuses a refund, or answers it oddly; then another is asked for.',
    budget: { ways: 1, clock: 1 },
    exposed: ['refund', 'query'],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
    actors: [
      [refunds('order-1', 'back-1', '4.00'), refunds('order-1', 'back-2', '10.00')],
      [isGivenBack('order-1')],
    ],
  }),
  small({
    name: 'unreadable-refunds',
    about: 'What the portal gave back is listed in a shape that nobody can read.',
    budget: { lost: 1 },
    dialects: [
      { refundEntry: 'rmb' },
      { refundEntry: 'rmb', refundInfo: 'object' },
      { refundEntry: 'bare', refundInfo: 'json-object' },
      { goneType: 'refund' },
      { goneType: 'void', transactionType: 'absent' },
    ],
    exposed: ['refund'],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
    actors: [[isGivenBack('order-1')], [refunds('order-1', 'back-1', '10.00')]],
  }),
  small({
    name: 'after-paid',
    about: 'After a payment was paid its money goes back, and no notice tells of it.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
    actors: [
      [isGivenBack('order-1', 300)],
      [isGivenBack('order-1')],
      [isCalled('order-1', 'reversed')],
      [refreshes('order-1')],
    ],
  }),
  small({
    name: 'claims',
    about: 'A thief claims money, the customer pays, and questions lag behind the notice.',
    budget: { clock: 2 },
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
      [sweeps],
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
      for (let count = 0; count < 60; count++) {
        const claim = forge(run, 'order-1', 'T.order-1', `${count}`.padEnd(7_000, 'x'));
        await run.rest(claim);
        await run.finish(claim);
      }
    },
    actors: [[pays('order-1'), tells('order-1'), refunds('order-1', 'back-1', '4.00')], [cancels('order-1')]],
  }),
];
