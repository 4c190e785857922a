import { AFTERWARDS } from '#tools/conformance/cases/afterwards.ts';
import { AUTHENTICATION } from '#tools/conformance/cases/authentication.ts';
import { CANCEL } from '#tools/conformance/cases/cancel.ts';
import { CREATE } from '#tools/conformance/cases/create.ts';
import { FORGED_NOTICES, ILL_FORMED_NOTICES } from '#tools/conformance/cases/forged-notices.ts';
import { GATEWAY } from '#tools/conformance/cases/gateway.ts';
import { IDEMPOTENCY } from '#tools/conformance/cases/idempotency.ts';
import { QR_CODE } from '#tools/conformance/cases/qr-code.ts';
import { READING } from '#tools/conformance/cases/reading.ts';
import { REFUNDS } from '#tools/conformance/cases/refunds.ts';
import { RESOLUTION } from '#tools/conformance/cases/resolution.ts';
import { SIGNED_NOTICES } from '#tools/conformance/cases/signed-notices.ts';
import { SMUGGLING } from '#tools/conformance/cases/smuggling.ts';
import { FORGERIES } from '#tools/conformance/notices/forgeries.ts';
import { ILL_FORMED } from '#tools/conformance/notices/ill-formed.ts';
import { DEFAULT_SETTINGS } from '#tools/start/settings.ts';
import * as broken from './broken-endpoints.ts';
import { faults, openBreakable } from './found-in.ts';

const { apiKey } = DEFAULT_SETTINGS;

const { foundIn } = openBreakable();

it('finds nothing through a proxy that breaks nothing', async () => {
  expect(await foundIn({}, [AUTHENTICATION, CANCEL, FORGED_NOTICES, SMUGGLING, GATEWAY])).toEqual({});
});

it('waits where it is throttled, and finds nothing', async () => {
  expect(await foundIn(broken.withThrottle(), [READING, REFUNDS])).toEqual({});
});

describe('finds an endpoint that', () => {
  it('lets everybody in who brings no key', async () => {
    expect(await foundIn(broken.withoutKeys(apiKey), [AUTHENTICATION, READING])).toEqual({
      ...faults('answered 400', 'POST /payment-links, no key'),
      ...faults(
        'answered 404',
        'POST a refresh, no key',
        'POST a cancel, no key',
        'POST a refund, no key',
        'POST a word on an order, no key',
        'POST a word on a refund, no key',
      ),
      ...faults(
        'answered 200',
        'GET a link, no key',
        'GET a QR code, no key',
        'GET a link, an empty Authorization',
        'GET a link, the key as X-Api-Key',
        'GET a link, the key as a cookie',
      ),
    });
  });

  it('lets everybody in who brings a wrong key', async () => {
    expect(await foundIn(broken.withAnyKey(apiKey), [AUTHENTICATION])).toEqual({
      ...faults('answered 400', 'POST /payment-links, a wrong key'),
      ...faults(
        'answered 404',
        'POST a refresh, a wrong key',
        'POST a cancel, a wrong key',
        'POST a refund, a wrong key',
        'POST a word on an order, a wrong key',
        'POST a word on a refund, a wrong key',
      ),
      ...faults(
        'answered 200',
        'GET a link, a wrong key',
        'GET a QR code, a wrong key',
        'GET a link, the key, its last character missing',
        'GET a link, the key and one character more',
      ),
    });
  });

  it('does not leave it to the gateway to refuse a stranger', async () => {
    const found = await foundIn(broken.withProblemsForStrangers, [AUTHENTICATION]);
    expect(Object.keys(found)).toHaveLength(11);
    expect(new Set(Object.values(found))).toEqual(new Set(['of type application/problem+json']));
  });

  it('says success to a wrong signature', async () => {
    const forgeries = FORGERIES.map(({ what }) => `POST /ipn, ${what}`);
    expect(await foundIn(broken.withBlindEyes, [FORGED_NOTICES])).toEqual(
      faults('answered 200', ...forgeries, 'POST /ipn, a wrong token, 20 at once'),
    );
  });

  it('falls over at a malformed notice', async () => {
    const malformed = ILL_FORMED.filter(({ status }) => status === 400);
    expect(malformed.length).toBeGreaterThan(20);
    expect(await foundIn(broken.withFragileNotices, [ILL_FORMED_NOTICES])).toEqual(
      faults('answered 500', ...malformed.map(({ what }) => `POST /ipn, ${what}`)),
    );
  });

  it('makes a second link when it is asked again', async () => {
    expect(await foundIn(broken.withSecondLinks(), [IDEMPOTENCY, CANCEL])).toEqual({
      ...faults(
        'answered 201',
        'POST the same again',
        'POST the same, written otherwise',
        'POST again with another amount',
        'POST again with another currency',
        'POST again with another callbackUrl',
        'POST again with a note besides',
        'POST the same after all of these',
        'POST the same order again',
      ),
      ...faults('10 were made', 'POST the same 10 times at once', 'POST 10 different bodies at once'),
    });
  });

  it('takes another body for the same', async () => {
    expect(await foundIn(broken.withCarelessReferences, [IDEMPOTENCY])).toEqual(
      faults(
        'answered 200',
        'POST again with another amount',
        'POST again with another currency',
        'POST again with another callbackUrl',
        'POST again with a note besides',
        'POST 10 different bodies at once',
      ),
    );
  });

  it('repeats the key', async () => {
    expect(await foundIn(broken.withEcho, [CANCEL])).toEqual(
      faults(
        'the answer holds the API key',
        'POST a cancel of no link',
        "POST a cancel of a link's further order",
      ),
    );
  });

  it('passes over an unknown field', async () => {
    expect(await foundIn(broken.withUnknownFields, [CREATE])).toEqual({
      ...faults('answered 201', 'POST with an unknown field'),
      ...faults('other fields are named', 'POST with four mistakes, named at once'),
    });
  });

  it('tells what the shopper has bought', async () => {
    expect(await foundIn(broken.withGossip(), [CREATE])).toEqual(
      faults('it tells what describes the shopper', 'POST with every text that describes a shopper'),
    );
  });

  it('believes a stolen token', async () => {
    const found = await foundIn(broken.withBelief(), [SIGNED_NOTICES, AFTERWARDS]);
    expect(found).toMatchObject({
      ...faults(
        'it was believed: the payment is paid',
        'POST /ipn, signed, that it is paid',
        'POST /ipn, signed, that it is paid, 5 more times',
      ),
      ...faults('the payment is paid', 'POST a refresh of the link of the stolen token'),
    });
    expect(Object.keys(found)).not.toContain('POST /ipn, signed, an unknown reference');
  });

  it('believes a notice that tells of a refund', async () => {
    const found = await foundIn(broken.withBeliefInRefunds(), [SIGNED_NOTICES]);
    expect(found).toMatchObject(
      faults('it was believed: money is shown', 'POST /ipn, signed, that it was refunded'),
    );
    expect(Object.keys(found)).not.toContain('POST /ipn, signed, that it is paid');
  });

  it('keeps nothing of what it acknowledges', async () => {
    const found = await foundIn(broken.withForgetfulness, [SIGNED_NOTICES]);
    expect(Object.keys(found).length).toBeGreaterThan(10);
    expect(new Set(Object.values(found))).toEqual(new Set(['it is not kept']));
    expect(Object.keys(found)).toContain('POST /ipn, signed, that it is paid');
  });

  it('keeps whatever length it is sent', async () => {
    expect(await foundIn(broken.withLongMemory, [SIGNED_NOTICES])).toEqual(
      faults('it is kept in full', 'POST /ipn, signed, another transactionNo, in 10 KB'),
    );
  });

  it('acknowledges what it has no room for', async () => {
    expect(await foundIn(broken.withEmptyThanks, [SIGNED_NOTICES])).toEqual(
      faults('it is not kept', 'POST /ipn, signed, 3 more transactionNos'),
    );
  });

  it('takes a notice for the link whose reference it begins with', async () => {
    expect(await foundIn(broken.withLooseNotices(), [SIGNED_NOTICES])).toEqual(
      faults("it is in the link's history", 'POST /ipn, signed, a further order that was not made'),
    );
  });

  it('takes a name that further orders have', async () => {
    expect(await foundIn(broken.withSuffixes, [CREATE])).toEqual(
      faults(
        'answered 201',
        'POST with a reference that ends in --2',
        "POST under the name of a link's further order",
      ),
    );
  });

  it('finds a link by the name of a further order', async () => {
    expect(await foundIn(broken.withCutReferences, [READING, CANCEL, REFUNDS])).toMatchObject({
      ...faults(
        'answered 200',
        "GET a link's further order by its name",
        "POST a cancel of a link's further order",
      ),
      ...faults('answered 409', "POST a refund of a link's further order"),
    });
  });

  it('shows a link that nobody can pay by any more', async () => {
    expect(await foundIn(broken.withStaleLinks, [CANCEL])).toEqual(
      faults(
        'it shows a link that cannot be paid',
        'POST a cancel',
        'POST the cancel again',
        'GET the link',
        'POST the same order again',
      ),
    );
  });

  it('makes an order more than it was asked for', async () => {
    expect(await foundIn(broken.withSecondOrders, [READING])).toEqual(
      faults('it is not the order that was made', 'GET a link for its order'),
    );
  });

  it('takes the same refund in another spelling for another one', async () => {
    expect(await foundIn(broken.withSpellings(), [REFUNDS])).toEqual(
      faults('answered 422', 'POST a refund, then the same in another spelling'),
    );
  });

  it('keeps what it has refused', async () => {
    expect(await foundIn(broken.withMemoryOfForgers(), [FORGED_NOTICES, READING])).toEqual(
      faults('a notice was kept', 'GET the link after all of these'),
    );
  });

  it('says that it has closed a link and has not', async () => {
    expect(await foundIn(broken.withEmptyPromises, [CANCEL])).toEqual({
      ...faults('the payment is pending', 'GET the link', 'POST the same order again'),
      ...faults('answered 200', 'GET its QR code'),
      ...faults('paymentStatus is pending', 'POST a refund of it'),
    });
  });

  it('gives money back that nobody paid', async () => {
    expect(await foundIn(broken.withFreeMoney, [REFUNDS])).toEqual(
      faults(
        'answered 201',
        'POST a refund of an unpaid link',
        'POST the refund again',
        'POST a refund, then the same in another spelling',
        'POST a refund of an order that is not paid',
        'POST a refund of a fortune',
      ),
    );
  });

  it('does what a person says of what is known', async () => {
    expect(await foundIn(broken.withObedience, [RESOLUTION])).toEqual(
      faults(
        'answered 200',
        'POST a word that an order was not made',
        'POST a word that it was made',
        'POST a word on an order that there is not',
        'POST a word on a refund that there is not',
        'POST a word that such a refund was made',
      ),
    );
  });

  it('draws a QR code that leads elsewhere', async () => {
    expect(await foundIn(await broken.withThiefsQrCode(), [QR_CODE])).toEqual(
      faults('it does not scan to the link', 'GET a QR code as PNG'),
    );
  });

  it('lets no bytes through that it could refuse', async () => {
    const found = await foundIn(broken.withSilentNotices, [SMUGGLING]);
    expect(found).toEqual(faults('no bytes get through', 'POST /ipn, byte for byte, nothing hidden'));
  });

  it('takes notices under another path', async () => {
    expect(await foundIn(broken.withLoosePaths, [SMUGGLING])).toEqual(faults('answered 200', 'POST /ipn/'));
  });
});
