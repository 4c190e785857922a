import type { World } from '../core/world.ts';
import { withFind, withLink, withMoney } from './acts.ts';
import { small } from './small.ts';
import {
  becomes,
  isCalled,
  isGivenBack,
  isPaidBeside,
  pays,
  refreshes,
  refunds,
  sweeps,
  tells,
} from './steps.ts';

/** Small worlds about money: that it comes, and that it goes back. */
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
      [isGivenBack('order-1', 300)],
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
    name: 'gone-at-once',
    about: 'The money comes and goes back before anybody asks.',
    budget: { clock: 1 },
    dialects: [{}, { refundEntry: 'rmb' }, { goneType: 'void' }],
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
    actors: [[pays('order-1'), isGivenBack('order-1'), tells('order-1')], [refreshes('order-1')]],
  }),
  small({
    name: 'paid-twice',
    about: "A stranger's order under our reference is paid as well: a refund must name the order.",
    budget: { lost: 1, clock: 1 },
    exposed: ['refund'],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
      await withFind(run, 'order-1');
    },
    actors: [
      [refunds('order-1', 'back-1', '4.00'), refunds('order-1', 'back-2', '7.00', 'T.order-1')],
      [isGivenBack('order-1')],
      [refunds('order-1', 'back-3', '6.00', 'T.order-1.2')],
    ],
  }),
  small({
    name: 'another-amount',
    about: 'Somebody pays another amount under our reference, which is shown and makes nothing paid.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
    actors: [
      [isPaidBeside('order-1', 600), tells('order-1')],
      [becomes('order-1', 'closed'), isGivenBack('order-1')],
      [sweeps],
    ],
  }),
  small({
    name: 'called-closed',
    about: 'Pockyt calls a paid order closed, which means that its money is gone.',
    budget: { clock: 3 },
    exposed: [],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
    },
    actors: [[isCalled('order-1', 'closed'), refreshes('order-1')], [refreshes('order-1')]],
  }),
  small({
    name: 'last-look',
    about: 'The last look at a paid payment brings no answer, and its money has gone back.',
    budget: { lost: 1, clock: 1 },
    exposed: ['query'],
    prepare: async (run) => {
      await withMoney(run, 'order-1');
      run.now += 2 * 86_400_000;
    },
    actors: [[isGivenBack('order-1')], [sweeps]],
  }),
];
