import { setTimeout } from 'node:timers/promises';
import { CANCEL } from '#tools/conformance/cases/cancel.ts';
import { IDEMPOTENCY } from '#tools/conformance/cases/idempotency.ts';
import { QR_CODE } from '#tools/conformance/cases/qr-code.ts';
import { READING } from '#tools/conformance/cases/reading.ts';
import { REFUNDS } from '#tools/conformance/cases/refunds.ts';
import * as broken from './broken-answers.ts';
import { faults, openBreakable } from './found-in.ts';

const breakable = openBreakable();

describe('finds an endpoint that', () => {
  it('does not say when to come back', async () => {
    breakable.stack.simulator.faults.always('secure-pay', { kind: 'slow', until: () => setTimeout(300) });
    try {
      expect(await breakable.foundIn(broken.withoutRetryAfter, [IDEMPOTENCY])).toEqual(
        faults('no Retry-After', 'POST the same 10 times at once'),
      );
    } finally {
      breakable.stack.simulator.faults.clear();
    }
  });

  it('says when to come back for what waiting does not change', async () => {
    expect(await breakable.foundIn(broken.withNeedlessRetryAfter, [CANCEL, REFUNDS])).toEqual(
      faults(
        'a Retry-After, though waiting helps nothing',
        'GET its QR code',
        'POST a refund of it',
        'POST a refund of an unpaid link',
        'POST the refund again',
        'POST a refund, then the same in another spelling',
        'POST a refund of an order that is not paid',
        'POST a refund of a fortune',
      ),
    );
  });

  it('shows a stack trace', async () => {
    expect(await breakable.foundIn(broken.withStackTraces, [QR_CODE])).toEqual(
      faults('the answer holds a stack trace', 'GET a QR code as HTML'),
    );
  });

  it('passes over a query that it does not know', async () => {
    const found = await breakable.foundIn(broken.withoutQueries, [READING]);
    const passedOver = 'with a query parameter that it does not take';
    expect(found).toEqual({
      ...faults('answered 200', ...['GET a link', 'GET a QR code'].map((route) => `${route} ${passedOver}`)),
      ...faults('answered 200', `POST a refresh ${passedOver}`),
      ...faults('answered 404', `POST a cancel ${passedOver}`),
      ...faults(
        'other fields are named',
        ...['POST /payment-links', 'POST a refund', 'POST a word on an order', 'POST a word on a refund'].map(
          (route) => `${route} ${passedOver}`,
        ),
      ),
    });
  });

  it('does not say whether Pockyt answered', async () => {
    expect(await breakable.foundIn(broken.withSilentRefreshes, [READING])).toEqual(
      faults('it says undefined', 'POST a refresh', 'POST the refresh again'),
    );
  });

  it('lets its answers be cached', async () => {
    expect(await breakable.foundIn(broken.withCaching, [READING])).toEqual(
      faults('it may be cached', 'GET a link', 'POST a refresh', 'POST the refresh again'),
    );
  });

  it('sends everybody elsewhere, key and all', async () => {
    expect(await breakable.foundIn(broken.withRedirects, [READING])).toEqual(
      faults('answered 302', 'GET a reference that nobody used', 'PUT a link', 'DELETE a link'),
    );
  });

  it('hangs up', async () => {
    expect(await breakable.foundIn(broken.withHangUps, [QR_CODE])).toEqual(
      faults('answered 0', 'GET a QR code as HTML'),
    );
  });
});
