import type { World } from '../core/world.ts';
import { withLink, withLostLink } from './acts.ts';
import { small } from './small.ts';
import { cancels, creates, isCalled, isGivenBack, once, pays, refreshes, sweeps, tells } from './steps.ts';

/** Small worlds about the making and the closing of links. */
export const LINKS: readonly World[] = [
  small({
    name: 'two-creates',
    about: 'The same link is asked for by two at once; one call is lost, or one process dies.',
    budget: { lost: 1, deaths: 1, clock: 1 },
    exposed: ['secure-pay', 'add', 'replace'],
    actors: [[creates('order-1')], [creates('order-1')]],
  }),
  small({
    name: 'lost-link',
    about: 'The answer with the link is lost; the merchant asks again, and another reference looks alike.',
    budget: { lost: 1, clock: 1 },
    exposed: ['secure-pay'],
    actors: [[creates('order-1'), creates('order-1')], [once('order-1', creates('order-1-2', '99.00'))]],
  }),
  small({
    name: 'lost-and-swept',
    about: 'The answer with the link is lost, and only sweeps come.',
    budget: { lost: 1, held: 1, clock: 2, mishaps: 2 },
    exposed: ['secure-pay', 'query', 'cancel'],
    actors: [[creates('order-1')], [sweeps], [pays('order-1')]],
  }),
  small({
    name: 'in-flight',
    about: 'While the link is being made the customer pays, a notice comes and somebody refreshes.',
    budget: { held: 1 },
    exposed: ['secure-pay', 'replace'],
    actors: [[creates('order-1')], [pays('order-1'), tells('order-1')], [refreshes('order-1')]],
  }),
  small({
    name: 'slow-owner',
    about:
      'Whoever makes the link is frozen, and comes back when its lease has ended and another has gone on.',
    budget: { held: 1, clock: 2 },
    lifetimeMs: 600_000,
    exposed: ['secure-pay', 'add', 'replace'],
    actors: [[creates('order-1')], [creates('order-1')]],
  }),
  small({
    name: 'another-body',
    about: 'Pockyt refuses the first request for its store; a corrected one follows, is paid and is told of.',
    budget: { lost: 1, clock: 1 },
    exposed: ['secure-pay'],
    actors: [
      [creates('order-1', '10.00', '300009'), creates('order-1', '10.00', '300002')],
      [pays('order-1'), tells('order-1')],
      [pays('order-1--2'), tells('order-1--2')],
    ],
  }),
  small({
    name: 'refused-signature',
    about: 'Pockyt refuses our signature for a while, which makes no order.',
    budget: { ways: 2, clock: 1, mishaps: 2 },
    exposed: ['secure-pay', 'query'],
    actors: [[creates('order-1'), creates('order-1'), creates('order-1')]],
  }),
  small({
    name: 'cancel',
    about: 'A link is cancelled while the customer pays, and one call is lost or late.',
    budget: { lost: 1, clock: 1 },
    dialects: [{}, { cancelOfPaid: 'reverses' }, { cancelOfPaid: 'closes' }],
    exposed: ['cancel', 'query'],
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
    actors: [[cancels('order-1')], [pays('order-1'), tells('order-1')]],
  }),
  small({
    name: 'cancel-and-sweep',
    about: 'A link is cancelled while the customer pays and a sweep comes by; the cancel may arrive late.',
    budget: { lost: 1, clock: 1 },
    exposed: ['cancel'],
    prepare: async (run) => {
      await withLink(run, 'order-1');
    },
    actors: [[cancels('order-1')], [pays('order-1')], [sweeps]],
  }),
  small({
    name: 'replaced',
    about: 'A lost order was closed and replaced; the new one is paid, and notices of both come.',
    budget: { clock: 1 },
    exposed: [],
    prepare: async (run) => {
      await withLostLink(run, 'order-1');
      await withLink(run, 'order-1');
    },
    actors: [
      [isCalled('order-1', 'reversed', 'closed'), tells('order-1')],
      [pays('order-1--2'), tells('order-1--2')],
      [pays('order-1-2'), tells('order-1-2')],
    ],
  }),
  small({
    name: 'refund-rows',
    about: 'A lost order is paid and given back, and a question by its reference finds the refund.',
    budget: { clock: 1 },
    dialects: [{ byReference: 'refund-row' }, { byReference: 'refund-row', goneType: 'refund' }],
    exposed: [],
    prepare: async (run) => {
      await withLostLink(run, 'order-1');
    },
    actors: [
      [pays('order-1'), isGivenBack('order-1')],
      [creates('order-1'), sweeps],
    ],
  }),
];
