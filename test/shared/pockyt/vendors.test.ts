import { CURRENCIES } from '#shared/pockyt/fields.ts';
import { knownVendors, vendorWarning } from '#shared/pockyt/vendors.ts';

describe('a vendor and its currency', () => {
  it('is in a list that knows each of its own vendors', () => {
    expect(knownVendors()).toContain('alipay');
    for (const vendor of knownVendors())
      expect(vendorWarning(vendor, 'XXX')).not.toContain('no published list');
  });

  it.each([
    ['alipay', ['USD', 'CNY', 'PHP', 'IDR', 'KRW', 'HKD', 'GBP']],
    ['wechatpay', ['USD', 'CNY']],
    ['unionpay', ['USD', 'CNY']],
    ['creditcard', ['USD']],
    ['paypal', ['USD']],
    ['venmo', ['USD']],
    ['cashapppay', ['USD']],
    ['truemoney', ['THB']],
    ['alipay_hk', ['USD', 'HKD']],
    ['tng', ['MYR']],
    ['gcash', ['USD', 'PHP']],
    ['dana', ['USD', 'IDR']],
    ['kakaopay', ['USD', 'KRW']],
    ['bkash', ['BDT']],
    ['easypaisa', ['PKR']],
  ])('%s is documented with %j and no other', (vendor, documented) => {
    expect(CURRENCIES.filter((currency) => vendorWarning(vendor, currency) === null)).toEqual(documented);
  });

  it('that are not documented together get a sentence that names what is', () => {
    expect(vendorWarning('wechatpay', 'BDT')).toBe(
      "Pockyt's published lists show wechatpay with USD, CNY, not with BDT; your account may differ.",
    );
  });

  it.each(['somethingnew', 'constructor'])('that nobody published (%s) get one as well', (vendor) => {
    expect(vendorWarning(vendor, 'USD')).toBe(
      `The vendor "${vendor}" is in no published list; Pockyt may refuse it. Check its spelling with Pockyt.`,
    );
  });
});
