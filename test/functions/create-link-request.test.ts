import { hash } from 'node:crypto';
import { readLinkRequest } from '#functions/create-link/request.ts';
import type { Problem } from '#shared/http/problem.ts';

const BODY = {
  amount: '13',
  currency: 'USD',
  vendor: 'alipay',
  reference: 'R-1',
  callbackUrl: 'https://a.example',
};
const DEFAULTS = { callbackUrl: undefined, timeout: '120' };
const LEAVE_OUT = 'Leave it out.';

function problemOf(body: object, defaults = DEFAULTS): Problem {
  try {
    readLinkRequest(body as Record<string, unknown>, defaults);
  } catch (error) {
    return error as Problem;
  }
  throw new Error('was accepted');
}
const errorsOf = (change: object): Problem['options']['errors'] =>
  problemOf({ ...BODY, ...change }).options.errors;
const fieldsOf = (change: object, defaults = DEFAULTS as Parameters<typeof readLinkRequest>[1]) =>
  readLinkRequest({ ...BODY, ...change }, defaults).fields;

describe('a request for a link is refused', () => {
  it.each(['amount', 'currency', 'vendor', 'reference'])('without %s', (name) => {
    for (const absent of [undefined, null, '']) {
      expect(errorsOf({ [name]: absent })).toEqual([{ pointer: `#/${name}`, detail: 'Is required.' }]);
    }
  });

  it.each(['R--2', 'R--02', 'R---10', '--7', 'R--123'])(
    'under the reference %s, which marks a further order of a payment',
    (reference) => {
      expect(errorsOf({ reference })).toEqual([
        { pointer: '#/reference', detail: expect.stringContaining('not ending in -- and digits') },
      ]);
    },
  );

  it('but not under a reference that merely looks like that', () => {
    for (const reference of ['R-2', 'R--', 'R--a2', 'R--2a', 'R--2-', 'R_2']) {
      expect(fieldsOf({ reference })).toMatchObject({ reference });
    }
  });

  it('without a callbackUrl, where the deployment has none', () => {
    const detail = 'Is required: this deployment has no default for where the customer goes afterwards.';
    expect(errorsOf({ callbackUrl: '' })).toEqual([{ pointer: '#/callbackUrl', detail }]);
  });

  it('and not without a callbackUrl, where the deployment has a page of its own for it', () => {
    const asked = { ...BODY, callbackUrl: undefined };
    const { fields, requestHash } = readLinkRequest(asked, { ...DEFAULTS, returnPage: true });
    expect(fields.callbackUrl).toBeUndefined();
    expect(fields).not.toHaveProperty('returnPage');
    const elsewhere = { ...DEFAULTS, callbackUrl: 'https://default.example' };
    expect(readLinkRequest(asked, elsewhere).requestHash).toBe(requestHash);
  });

  it.each<[string, object, string, string]>([
    [
      "with the merchant's number",
      { merchantNo: '1' },
      'merchantNo',
      `Comes from the deployment, which signs for one merchant. ${LEAVE_OUT}`,
    ],
    [
      'with an address for notices',
      { ipnUrl: 'https://a.example' },
      'ipnUrl',
      `Is the address of this deployment, so that no notice goes astray. ${LEAVE_OUT}`,
    ],
    [
      'with a signature',
      { verifySign: 'x' },
      'verifySign',
      `Is computed here, from the token in the secret. ${LEAVE_OUT}`,
    ],
    ['with a field from nowhere', { price: '1' }, 'price', `Is no field of a payment link. ${LEAVE_OUT}`],
    [
      'with a known field that is written another way',
      { callback_url: 'https://shop.example' },
      'callback_url',
      'Is no field of a payment link. It is written callbackUrl.',
    ],
    [
      'with a field from the language',
      { toString: '1' },
      'toString',
      `Is no field of a payment link. ${LEAVE_OUT}`,
    ],
    [
      'with half a character in a name',
      { 'a/b~\ud800%': '1' },
      'a~1b~0%EF%BF%BD%25',
      `Is no field of a payment link. ${LEAVE_OUT}`,
    ],
    ['with a field that its rule refuses', { vendor: 'A' }, 'vendor', expect.stringContaining('lower-case')],
    [
      'with a settleCurrency that does not follow from dollars',
      { settleCurrency: 'GBP' },
      'settleCurrency',
      'Must be USD for USD, or left out: it follows from the currency.',
    ],
    [
      'with a settleCurrency that does not follow from pounds',
      { currency: 'GBP', settleCurrency: 'USD' },
      'settleCurrency',
      'Must be GBP for GBP, or left out: it follows from the currency.',
    ],
    [
      'with decimals in won',
      { currency: 'KRW', amount: '10.00' },
      'amount',
      'Must be a whole number: KRW is paid without decimals.',
    ],
    [
      'with decimals in rupiah',
      { currency: 'IDR', amount: '10.5' },
      'amount',
      'Must be a whole number: IDR is paid without decimals.',
    ],
    [
      'for the terminal WAP without a phone',
      { terminal: 'WAP' },
      'osType',
      'Is required for the terminal WAP: IOS or ANDROID.',
    ],
    [
      'for the terminal APP without a phone',
      { terminal: 'APP' },
      'osType',
      'Is required for the terminal APP: IOS or ANDROID.',
    ],
    [
      'for the terminal MWEB without a phone',
      { terminal: 'MWEB' },
      'osType',
      'Is required for the terminal MWEB: IOS or ANDROID.',
    ],
    [
      'with a creditType and no card',
      { creditType: 'CIT' },
      'creditType',
      `Goes only with the vendor creditcard. ${LEAVE_OUT}`,
    ],
    [
      'with a vault and no customer',
      { vaultId: 'ca_1' },
      'vaultId',
      'Goes only with the customerNo that the payment method is vaulted for.',
    ],
  ])('%s', (_, change, name, detail) => {
    expect(errorsOf(change)).toEqual([{ pointer: `#/${name}`, detail }]);
  });

  it('in words that name every field', () => {
    const { type, message } = problemOf({ ...BODY, reference: undefined, price: '1' });
    expect(type).toBe('invalid-request');
    expect(message).toBe(
      'Nothing was created. price: Is no field of a payment link. Leave it out. reference: Is required.',
    );
  });

  it('once for a field, not again for what follows from it', () => {
    const { options } = problemOf({
      creditType: 'CIT',
      settleCurrency: 'GBP',
      callbackUrl: 'https://a.example',
    });
    expect(options.errors?.map(({ pointer }) => pointer)).toEqual([
      '#/amount',
      '#/currency',
      '#/vendor',
      '#/reference',
    ]);
  });
});

describe('a request for a link', () => {
  it('is completed with what the page says where the caller is silent', () => {
    expect(fieldsOf({})).toEqual({
      ...BODY,
      settleCurrency: 'USD',
      terminal: 'ONLINE',
      osType: 'IOS',
      timeout: '120',
    });
    expect(fieldsOf({ currency: 'GBP' }).settleCurrency).toBe('GBP');
    expect(fieldsOf({ currency: 'GBP', settleCurrency: 'GBP' }).settleCurrency).toBe('GBP');
    expect(fieldsOf({ terminal: 'YIP', osType: 'ANDROID' })).toMatchObject({
      terminal: 'YIP',
      osType: 'ANDROID',
    });
    expect(fieldsOf({ terminal: 'YIP' }).osType).toBe('IOS');
    expect(fieldsOf({ terminal: 'WAP', osType: 'ANDROID' }).osType).toBe('ANDROID');
  });

  it('may be for whole won, and for cents', () => {
    expect(fieldsOf({ currency: 'KRW', amount: '10' })).toMatchObject({ currency: 'KRW', amount: '10' });
    expect(fieldsOf({ amount: '10.50' })).toMatchObject({ currency: 'USD', amount: '10.50' });
  });

  it('for a card has a creditType', () => {
    expect(fieldsOf({ vendor: 'creditcard' }).creditType).toBe('normal');
    expect(fieldsOf({ vendor: 'creditcard', creditType: 'CIT' }).creditType).toBe('CIT');
    expect(fieldsOf({})).not.toHaveProperty('creditType');
  });

  it('may be for a vault, with its customer', () => {
    expect(fieldsOf({ vaultId: 'ca_1', customerNo: '1' })).toMatchObject({
      vaultId: 'ca_1',
      customerNo: '1',
    });
  });

  it("goes before the deployment's defaults", () => {
    const defaults = { callbackUrl: 'https://default.example', timeout: '10' };
    expect(fieldsOf({ timeout: '20' }, defaults)).toMatchObject({
      callbackUrl: 'https://a.example',
      timeout: '20',
    });
    expect(fieldsOf({ callbackUrl: null }, defaults)).toMatchObject({
      callbackUrl: 'https://default.example',
      timeout: '10',
    });
  });

  it('hashes to the SHA-256 of its normal form, in whatever order its fields come', () => {
    const normal = { ...BODY, amount: '13.00', settleCurrency: 'USD', terminal: 'ONLINE', osType: 'IOS' };
    const { requestHash } = readLinkRequest(BODY, DEFAULTS);
    expect(requestHash).toBe(hash('sha256', JSON.stringify(Object.entries(normal).sort())));
    const reversed = Object.fromEntries(Object.entries(BODY).reverse());
    expect(readLinkRequest(reversed, DEFAULTS).requestHash).toBe(requestHash);
    expect(readLinkRequest({ ...BODY, amount: '13.0' }, DEFAULTS).requestHash).toBe(requestHash);
    expect(readLinkRequest({ ...BODY, amount: '14' }, DEFAULTS).requestHash).not.toBe(requestHash);
  });
});
