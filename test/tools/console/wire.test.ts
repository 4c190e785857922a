import { wireSection } from '#tools/console/wire.ts';
import { IN_STATUS } from '#tools/harness/payments.ts';
import type { WireExchange } from '#tools/simulator/wire-record.ts';

const CLOCK = { now: new Date('2026-05-01T12:00:00.000Z'), timeZone: 'UTC' };
const EXCHANGE: WireExchange = {
  at: new Date('2026-05-01T12:00:00.000Z'),
  endpoint: 'secure-pay',
  reference: 'R-1',
  sent: { parameters: { amount: '13', verifySign: 'abcd…' } },
  canonical: 'amount=13&…',
  answer: { httpStatus: 200, text: '{"ret_code":"000100"}' },
};
const shown = (...exchanges: WireExchange[]) => wireSection({ exchanges }, IN_STATUS.pending, CLOCK).html;

describe('the wire', () => {
  it('says that nobody records where there is no simulator', () => {
    expect(wireSection(undefined, IN_STATUS.pending, CLOCK).html).toContain('Only the simulator records');
    expect(wireSection({}, IN_STATUS.pending, CLOCK).html).toContain('Only the simulator records');
  });

  it('shows what was sent, what was signed and what was answered', () => {
    const html = shown(EXCHANGE);
    for (const text of ['secure-pay', 'answered 200', 'amount = 13', 'amount=13&amp;…', 'ret_code']) {
      expect(html).toContain(text);
    }
  });

  it('shows this payment’s only, known by its reference or by Pockyt’s number, the newest first', () => {
    const query = {
      ...EXCHANGE,
      endpoint: 'tran-query' as const,
      reference: undefined,
      transactionNo: 'T-1',
    };
    const other = { ...EXCHANGE, endpoint: 'cancel' as const, reference: 'R-2', transactionNo: 'T-2' };
    const html = shown(EXCHANGE, other, query);
    expect(html.indexOf('tran-query')).toBeLessThan(html.indexOf('secure-pay'));
    expect(html).not.toContain('cancel');
  });

  it('keeps an exchange’s id when another follows, so that it stays open', () => {
    expect(shown(EXCHANGE)).toContain('id="exchange-1"');
    expect(shown(EXCHANGE, EXCHANGE)).toMatch(/id="exchange-2"[\s\S]*id="exchange-1"/);
  });

  it('says that no answer came, and which scenario was planted', () => {
    const html = shown({ ...EXCHANGE, answer: undefined, failedAs: 'hang' });
    expect(html).toContain('no answer, planted fault: hang');
  });

  it('escapes an answer', () => {
    expect(shown({ ...EXCHANGE, answer: { httpStatus: 200, text: '<script>' } })).not.toContain('<script>');
  });
});
