import type { HistoryEntry } from '#shared/payments/history.ts';
import { comparisons, sourceOf, timeline, whyUnchanged } from '#tools/console/timeline.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import { OPEN, paymentOf, second } from './payments.ts';

const CLOCK = { now: new Date('2026-05-01T12:30:00.000Z'), timeZone: 'UTC' };
const ANSWER: HistoryEntry = {
  at: '2026-05-01T12:00:00.000Z',
  source: 'query',
  event: 'answer',
  order: 'R-1',
  from: 'pending',
  to: 'paid',
  trigger: 'notice',
  claim: { transactionNo: 'T-1', status: 'success', amount: '13.00', currency: 'PHP' },
};
const CLAIM: HistoryEntry = {
  ...ANSWER,
  source: 'notice',
  event: 'claim',
  to: 'pending',
  trigger: undefined,
  credentials: 'previous',
};

const { pending } = IN_STATUS;
const shown = (...history: HistoryEntry[]) =>
  timeline({ ...pending, history }, CLOCK).html.replaceAll(/\s+/g, ' ');

describe('the timeline', () => {
  it('compares with the order, money as money, and everything else as text', () => {
    expect(comparisons(ANSWER, pending).map(({ what, verdict }) => [what, verdict])).toEqual([
      ['amount', 'equal'],
      ['currency', 'equal'],
      ['transactionNo', 'equal'],
    ]);
  });

  it('compares with what was asked for then, where that is kept', () => {
    const claim = { ...ANSWER.claim!, amount: '1.00', currency: 'USD' };
    const expected = { amount: '13', currency: 'PHP' };
    expect(comparisons({ ...ANSWER, claim, expected }, pending).map(({ verdict }) => verdict)).toEqual([
      'different',
      'different',
      'not known before',
    ]);
  });

  it('compares nothing that was not said, and nothing with what was found itself', () => {
    expect(comparisons({ ...ANSWER, claim: undefined }, pending)).toEqual([]);
    const claim = { transactionNo: 'T-1', status: 'success' };
    expect(comparisons({ ...ANSWER, claim }, pending).map(({ what }) => what)).toEqual(['transactionNo']);
    const found = paymentOf([OPEN, { ...OPEN, found: true, transactionNo: 'T-9' }]);
    expect(comparisons({ ...ANSWER, event: 'found', order: 'R-1#T-9' }, found)).toEqual([]);
  });

  it('opens a comparison only where something differs', () => {
    expect(shown(ANSWER)).toContain('nothing differs');
    expect(shown(ANSWER)).not.toContain('<details class="compared" id="compared-0" open>');
    const lower = shown({ ...CLAIM, claim: { ...CLAIM.claim!, amount: '1.00' } });
    expect(lower).toContain('<details class="compared" id="compared-0" open>');
    expect(lower).toContain('amount different');
  });

  it('says who said it, with which credentials, and what made us ask', () => {
    expect(sourceOf(CLAIM)).toBe('A notice came, signed with the previous credentials');
    expect(sourceOf(ANSWER)).toBe('Pockyt was asked since a notice came');
    expect(sourceOf({ ...ANSWER, event: 'claim-unconfirmed', trigger: 'reconciliation' })).toBe(
      'Pockyt did not confirm a notice, when it was asked by reconciliation',
    );
  });

  it('says what changed, and why nothing did', () => {
    expect(whyUnchanged(ANSWER)).toBeUndefined();
    expect(shown(ANSWER)).toMatch(/class="status pending">.*→.*class="status paid">/);
    const still = { ...ANSWER, to: 'pending' } as const;
    expect(whyUnchanged(still)).toBe('The status stays pending.');
    expect(whyUnchanged({ ...still, discrepancy: 'reference-taken' })).toBe(
      'The status stays pending: Pockyt gives the reference to another transaction.',
    );
    expect(whyUnchanged(CLAIM)).toBe('A notice changes nothing by itself.');
    expect(whyUnchanged({ ...CLAIM, discrepancy: 'amount-mismatch' })).toBe(
      'A notice changes nothing by itself: the amount is another.',
    );
    expect(whyUnchanged({ ...still, source: 'create', event: 'requested' })).toBe('The payment begins.');
  });

  it('says why, as a sentence, and what was refunded', () => {
    const refused = { ...CLAIM, event: 'refused', reason: 'refused-by-pockyt', code: '000023' } as const;
    expect(shown(refused)).toContain('<h3>No order was made, ');
    expect(shown(refused)).toContain('<p>Pockyt refused the request (code 000023).</p>');
    expect(shown({ ...ANSWER, refunded: '3.00' })).toContain('Refunded of this order in all: 3.00.');
  });

  it('names the order only where there is more than one', () => {
    expect(shown(ANSWER)).not.toContain('order <code>');
    const two = paymentOf([OPEN, second(OPEN)], { history: [ANSWER] });
    expect(timeline(two, CLOCK).html).toContain('order <code>R-1</code>');
  });

  it('counts repeats instead of showing them', () => {
    expect(shown({ ...ANSWER, times: 3, lastAt: '2026-05-01T12:20:00.000Z' })).toMatch(
      /12:00:00<\/time>, 3 times, last at <time datetime="2026-05-01T12:20:00.000Z">12:20:00</,
    );
  });

  it('has the newest first, and says how many are left out', () => {
    const first = { ...ANSWER, at: '2026-05-01T11:00:00.000Z' };
    const html = shown(first, ANSWER);
    expect(html.indexOf(ANSWER.at)).toBeLessThan(html.indexOf(first.at));
    expect(timeline({ ...IN_STATUS.paid, historyDropped: 4 }, CLOCK).html).toContain('4 entries');
  });

  it('escapes what Pockyt says', () => {
    const claim = { ...ANSWER.claim!, status: '<b>', currency: '"><script>' };
    expect(shown({ ...ANSWER, claim, reason: '<i>' })).not.toMatch(/<b>|<script|<i>/);
  });
});
