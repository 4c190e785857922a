import { vendorWarning } from '#shared/pockyt/vendors.ts';

describe('a vendor and its currency', () => {
  it.each([
    ['alipay', 'PHP'],
    ['creditcard', 'USD'],
    ['gcash', 'PHP'],
  ])('%s and %s are documented together', (vendor, currency) => {
    expect(vendorWarning(vendor, currency)).toBeNull();
  });

  it('that are not get a sentence that names what is', () => {
    expect(vendorWarning('bkash', 'USD')).toContain('BDT');
  });

  it.each(['somethingnew', 'constructor'])('that nobody published (%s) get one as well', (vendor) => {
    expect(vendorWarning(vendor, 'USD')).toContain(vendor);
  });
});
