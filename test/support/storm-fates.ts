import type { Fault } from '#local/simulator/faults.ts';
import { createDice, pick } from './dice.ts';

/** What is to happen to one payment. The seed and the reference say it all, whatever happens beside it. */
export interface Fate {
  /** What goes wrong at Pockyt with the first call for an order. */
  readonly orderFault: Fault | undefined;
  /** Whether the caller asks twice more, both at once. */
  readonly repeats: boolean;
  readonly end: 'paid' | 'failed' | 'cancelled' | 'left';
  /** Minutes until the link expires. */
  readonly timeout: '1' | '120';
  readonly cancelFault: Fault | undefined;
  /** How often each genuine notice comes; 0 when it is lost. */
  readonly copies: 0 | 1 | 3;
  /** Milliseconds by which each notice is late, in turn; this puts them in another order. */
  readonly delays: readonly number[];
  /** Refunds that are asked for when it is paid, one after the other, and what goes wrong at Pockyt with each. */
  readonly refunds: readonly { readonly amount: string; readonly fault: Fault | undefined }[];
  /** Whether each refund is asked for twice at once. */
  readonly refundsTwice: boolean;
  /** What goes wrong at Pockyt with the question that a notice leads to. */
  readonly queryFault: Fault | undefined;
  /** Whether a notice comes that was true before the end: it tells of an order that is unpaid. */
  readonly stale: boolean;
  /** Whether a notice comes that says `success`, signed with a token that is not the merchant's. */
  readonly forged: boolean;
  /** The same, signed as only Pockyt can, though Pockyt knows nothing of it: the token has leaked. */
  readonly leaked: boolean;
  /** The same, about another amount. */
  readonly altered: boolean;
}

/** Faults after which there may be an order, and Pockyt says which when it is asked. */
const HIDDEN_ORDER: readonly Fault[] = [
  { kind: 'server-error', accept: 'now' },
  { kind: 'cut', accept: 'now' },
  { kind: 'cut', at: 'midway', accept: 'now' },
  { kind: 'refuse', code: '000080', accept: 'now' },
];
const ORDER_FAULTS: readonly Fault[] = [...HIDDEN_ORDER, { kind: 'refuse', code: '000023' }];
/** Faults after which Pockyt has to be asked twice, a minute apart, before it is believed that there is no order. */
const NO_ORDER: readonly Fault[] = [{ kind: 'server-error' }, { kind: 'not-json' }, { kind: 'cut' }];
const QUERY_FAULTS: readonly Fault[] = [
  { kind: 'server-error' },
  { kind: 'cut' },
  { kind: 'refuse', code: '000080' },
];
/** Made or not, only Pockyt's list of refunds can tell. */
const REFUND_FAULTS: readonly Fault[] = [...ORDER_FAULTS, { kind: 'cut' }];
/** Of a payment of 13: not all of them fit. */
const REFUND_AMOUNTS = ['3.01', '5', '7.50', '13'];
const CANCEL_FAULTS: readonly Fault[] = [...QUERY_FAULTS, ...HIDDEN_ORDER];

/** @param slow whether there are faults and expiries as well whose end takes minutes. */
export function fateOf(reference: string, { seed, slow }: { seed: number; slow: boolean }): Fate {
  const dice = createDice(seed, reference);
  const chance = (probability: number) => dice() < probability;
  const sometimes = (probability: number, faults: readonly Fault[]) => {
    const fault = pick(faults, dice);
    return chance(probability) ? fault : undefined;
  };
  const end = pick(ENDS, dice);
  return {
    end,
    timeout: slow && end === 'left' && chance(0.5) ? '1' : '120',
    orderFault: sometimes(0.3, slow ? [...ORDER_FAULTS, ...NO_ORDER] : ORDER_FAULTS),
    repeats: chance(0.2),
    cancelFault: sometimes(0.3, CANCEL_FAULTS),
    refunds: Array.from({ length: chance(0.3) ? 3 : 0 }, () => ({
      amount: pick(REFUND_AMOUNTS, dice),
      fault: sometimes(0.3, REFUND_FAULTS),
    })),
    refundsTwice: chance(0.3),
    copies: pick(COPIES, dice),
    delays: Array.from({ length: 5 }, () => (chance(0.5) ? Math.floor(dice() * 1500) : 0)),
    queryFault: sometimes(0.15, QUERY_FAULTS),
    stale: chance(0.25),
    forged: chance(0.25),
    leaked: chance(0.25),
    altered: chance(0.25),
  };
}

/** Tenths. */
const ENDS: readonly Fate['end'][] = [
  ...['paid', 'paid', 'paid', 'paid', 'paid', 'paid'],
  ...['failed', 'cancelled', 'left', 'left'],
] as Fate['end'][];
const COPIES: readonly Fate['copies'][] = [0, 0, 0, 1, 1, 1, 1, 1, 3, 3];
