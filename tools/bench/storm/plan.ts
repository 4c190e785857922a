import { createRng, pick } from '#tools/harness/rng.ts';
import type { Fault } from '#tools/simulator/faults.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';

/** What becomes of a payment, but for what goes wrong. What stands here more than once happens more often. */
export const STORIES = [
  ...(['paid', 'paid', 'paid', 'paid'] as const),
  'failed',
  'cancelled',
  // The cancellation reaches Pockyt when the customer has paid: Pockyt gives the money back.
  'cancelled too late',
  'left',
  'left',
  // The link is over, and Pockyt takes the money all the same.
  'paid after the end',
  'confirmed',
  // Long after the time of the link.
  'confirmed after days',
  'not confirmed',
  'confirming for ever',
  // By the link that was lost and by the one that was made in its place.
  'paid twice',
  // Under our reference, by an order that we have not made.
  'found',
  'found with another amount',
  'refunded in part at the portal',
  'refunded at the portal',
  // Before anybody here knows that it is paid.
  'refunded at once',
  'reversed',
  'reversed at once',
  // Of a paid order Pockyt says at last that it is closed.
  'gone',
] as const;

export type Story = (typeof STORIES)[number];

/** What is to happen to one payment. The seed and its number say it all, whatever happens beside it. */
export interface Plan {
  readonly story: Story;
  /** Whether a notice tells of what happens late. In the next round of stories it is the other way round. */
  readonly isTold: boolean;
  /** What goes wrong at Pockyt with the first call for an order. */
  readonly orderFault: Fault | undefined;
  /** Whether the caller asks twice more, both at once. */
  readonly repeats: boolean;
  /** Whether a caller who was not told what became of the order asks no more. */
  readonly givesUp: boolean;
  /** Minutes until the link expires. */
  readonly timeout: '1' | '120';
  /** What Pockyt says while the payment waits for its confirmation. */
  readonly confirming: 'pending' | 'dealing';
  readonly cancelFault: Fault | undefined;
  /** How many queries tell what was true before, after each change at Pockyt. */
  readonly lag: 0 | 1 | 2 | 3;
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
  /** Whether what happens late happens after weeks, and not after two days. */
  readonly isSlow: boolean;
  /** Whether a notice comes that was true before the end: it tells of an order that is unpaid. */
  readonly stale: boolean;
  /** Whether a notice comes that says `success`, signed with a token that is not the merchant's. */
  readonly forged: boolean;
  /** What a notice says that is signed as only Pockyt can, though Pockyt knows nothing of it: the token has leaked. */
  readonly leaked: string | undefined;
  /** The same, about another amount. */
  readonly altered: boolean;
  /** The same, about numbers of transactions that nobody has; more of them than are kept. */
  readonly flooded: boolean;
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
/** The call reaches Pockyt when its caller has given up. */
export const LATE: Fault = { kind: 'cut', accept: 'late' };
const QUERY_FAULTS: readonly Fault[] = [
  { kind: 'server-error' },
  { kind: 'cut' },
  { kind: 'refuse', code: '000080' },
];
/** Made or not, only Pockyt's list of refunds can tell. The last two are definite refusals. */
const REFUND_FAULTS: readonly Fault[] = [
  ...ORDER_FAULTS,
  { kind: 'cut' },
  { kind: 'refuse', code: '000040' },
  { kind: 'refuse', code: '000021' },
];
/** Of a payment of 13: not all of them fit. */
const REFUND_AMOUNTS = ['3.01', '5', '7.50', '13'];
const CANCEL_FAULTS: readonly Fault[] = [...QUERY_FAULTS, ...HIDDEN_ORDER, LATE];
const LEAKED = ['success', 'success', 'reversed', 'closed', 'failed'];
const COPIES: readonly Plan['copies'][] = [0, 0, 0, 1, 1, 1, 1, 1, 3, 3];
const LAGS: readonly Plan['lag'][] = [0, 0, 0, 0, 0, 0, 1, 1, 2, 3];

/** Which payment, and whether there are faults and expiries as well whose end takes minutes. */
export interface Lot {
  readonly seed: number;
  readonly slow: boolean;
}

/** The plan of a payment, by its number: in each round every story is told. */
export function planOf(number: number, { seed, slow }: Lot): Plan {
  const rng = createRng(seed, number);
  const chance = (probability: number) => rng() < probability;
  const sometimes = (probability: number, faults: readonly Fault[]) => {
    const fault = pick(faults, rng);
    return chance(probability) ? fault : undefined;
  };
  const place = number + (seed % STORIES.length);
  const [round, index] = [Math.floor(place / STORIES.length), place % STORIES.length];
  const story = STORIES[index] as Story;
  const isPaidTwice = story === 'paid twice';
  const hidden = pick(HIDDEN_ORDER, rng);
  // So that something is left for the portal to refund.
  const amounts = story.startsWith('refunded') ? REFUND_AMOUNTS.slice(0, 1) : REFUND_AMOUNTS;
  const fault = sometimes(0.3, slow ? [...ORDER_FAULTS, ...NO_ORDER, LATE] : ORDER_FAULTS);
  return {
    story,
    isTold: round % 2 === index % 2,
    timeout: slow && story === 'left' && chance(0.5) ? '1' : '120',
    orderFault: isPaidTwice ? hidden : fault,
    repeats: chance(0.2),
    givesUp: !isPaidTwice && chance(0.1),
    confirming: pick(['pending', 'dealing'] as const, rng),
    cancelFault: sometimes(0.3, CANCEL_FAULTS),
    lag: pick(LAGS, rng),
    refunds: Array.from({ length: chance(0.3) ? 3 : 0 }, () => ({
      amount: pick(amounts, rng),
      fault: sometimes(0.3, REFUND_FAULTS),
    })),
    refundsTwice: chance(0.3),
    copies: pick(COPIES, rng),
    delays: Array.from({ length: 5 }, () => (chance(0.5) ? Math.floor(rng() * 1500) : 0)),
    queryFault: sometimes(0.15, QUERY_FAULTS),
    isSlow: chance(0.5),
    stale: chance(0.25),
    forged: chance(0.25),
    leaked: chance(0.25) ? pick(LEAKED, rng) : undefined,
    altered: chance(0.25),
    flooded: chance(0.1),
  };
}

/** The name of a payment. Some are named as others are with a number behind them. */
export function referenceOf(number: number): string {
  return number % 10 === 9 ? `storm-${number - 1}-2` : `storm-${number}`;
}

/** How Pockyt writes its answers in one run, since its pages show it in several ways. */
export type Shapes = Pick<
  Simulator,
  'refundInfoShape' | 'echoes' | 'amountSpelling' | 'closesByItself' | 'noticeFormat'
>;

export function shapesOf(seed: number): Shapes {
  const rng = createRng(seed, 'shapes');
  return {
    refundInfoShape: pick(['list', 'list', 'object', 'text', 'rmb-only'] as const, rng),
    echoes: pick(['text', 'number', 'null', 'absent'] as const, rng),
    amountSpelling: pick(['two-decimals', 'three-decimals', 'exponent', 'number'] as const, rng),
    closesByItself: pick([false, true], rng),
    noticeFormat: pick(['form', 'form', 'json'] as const, rng),
  };
}
