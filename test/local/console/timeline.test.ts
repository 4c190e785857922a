import { comparisons, sourceOf, timeline, whyUnmoved } from '#local/console/timeline.ts';
import type { HistoryEntry } from '#shared/payments/history.ts';
import { IN_STATUS } from '#test/support/payments.ts';

const CLOCK = { now: new Date('2026-05-01T12:30:00.000Z'), timeZone: 'UTC' };
const NOTICE: HistoryEntry = {
  at: '2026-05-01T12:00:00.000Z',
  source: 'notice',
  event: 'notice',
  from: 'pending',
  to: 'paid',
  claim: { transactionNo: 'T-1', status: 'success', amount: '13.00', currency: 'PHP' },
  expected: { transactionNo: 'T-1', amount: '13', currency: 'PHP' },
  credentials: 'previous',
  confirmed: 'query',
};

const shown = (...history: HistoryEntry[]) =>
  timeline({ ...IN_STATUS.pending, history }, CLOCK).html.replaceAll(/\s+/g, ' ');

describe('the timeline', () => {
  it('compares money as money, and everything else as text', () => {
    expect(comparisons(NOTICE).map(({ what, verdict }) => [what, verdict])).toEqual([
      ['amount', 'equal'],
      ['currency', 'equal'],
      ['transactionNo', 'equal'],
    ]);
    const claim = { ...NOTICE.claim!, amount: '1.00', currency: 'USD' };
    const expected = { amount: '13', currency: 'PHP' };
    expect(comparisons({ ...NOTICE, claim, expected }).map(({ verdict }) => verdict)).toEqual([
      'different',
      'different',
      'not known before',
    ]);
  });

  it('has nothing to compare where nothing was claimed', () => {
    expect(comparisons({ ...NOTICE, claim: undefined })).toEqual([]);
  });

  it('opens a comparison only where something differs', () => {
    expect(shown(NOTICE)).toContain('nothing differs');
    expect(shown(NOTICE)).not.toContain('<details class="compared" id="compared-0" open>');
    const lower = shown({ ...NOTICE, claim: { ...NOTICE.claim!, amount: '1.00' } });
    expect(lower).toContain('<details class="compared" id="compared-0" open>');
    expect(lower).toContain('amount different');
  });

  it('says who said it, with which credentials, and how it was confirmed', () => {
    expect(sourceOf(NOTICE)).toBe(
      'Pockyt sent a notice, signed with the previous credentials, confirmed by asking',
    );
    const query = { ...NOTICE, source: 'query', event: 'query', asker: 'reconciliation' } as const;
    expect(sourceOf({ ...query, credentials: undefined, confirmed: undefined })).toBe(
      'Pockyt was asked by reconciliation',
    );
  });

  it('says what moved, and why nothing did', () => {
    expect(whyUnmoved(NOTICE)).toBeUndefined();
    const still = { ...NOTICE, to: 'pending' } as const;
    expect(whyUnmoved({ ...still, refusal: 'amount-mismatch' })).toBe(
      'Changed nothing: the amount is another.',
    );
    expect(whyUnmoved(still)).toBe('Changed nothing: it is pending already.');
    expect(whyUnmoved({ ...still, source: 'create', event: 'requested' })).toBe('The payment begins.');
    expect(shown(NOTICE)).toMatch(/class="status pending">.*→.*class="status paid">/);
  });

  it('counts repeats instead of showing them', () => {
    expect(shown({ ...NOTICE, times: 3, lastAt: '2026-05-01T12:20:00.000Z' })).toMatch(
      /12:00:00<\/time>, 3 times, last at <time datetime="2026-05-01T12:20:00.000Z">12:20:00</,
    );
  });

  it('has the newest first, and says how many are left out', () => {
    const first = { ...NOTICE, at: '2026-05-01T11:00:00.000Z' };
    const html = shown(first, NOTICE);
    expect(html.indexOf(NOTICE.at)).toBeLessThan(html.indexOf(first.at));
    expect(timeline({ ...IN_STATUS.paid, historyDropped: 4 }, CLOCK).html).toContain('4 entries');
  });

  it('escapes what Pockyt says', () => {
    const claim = { ...NOTICE.claim!, status: '<b>', currency: '"><script>' };
    expect(shown({ ...NOTICE, claim, reason: '<i>' })).not.toMatch(/<b>|<script|<i>/);
  });
});
