/**
 * Which currencies Pockyt's own SDKs and pages name for a vendor. Newer accounts have more: a pair that is not
 * here is worth a warning, never a refusal.
 */
const KNOWN_CURRENCIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['alipay', ['USD', 'CNY', 'GBP', 'PHP', 'IDR', 'KRW', 'HKD']],
  ['wechatpay', ['USD', 'CNY']],
  ['unionpay', ['USD', 'CNY']],
  ['creditcard', ['USD']],
  ['paypal', ['USD']],
  ['venmo', ['USD']],
  ['cashapppay', ['USD']],
  ['truemoney', ['THB']],
  ['alipay_hk', ['HKD', 'USD']],
  ['tng', ['MYR']],
  ['gcash', ['PHP', 'USD']],
  ['dana', ['IDR', 'USD']],
  ['kakaopay', ['KRW', 'USD']],
  ['bkash', ['BDT']],
  ['easypaisa', ['PKR']],
]);

/** The vendors of Pockyt's published lists. */
export function knownVendors(): string[] {
  return [...KNOWN_CURRENCIES.keys()];
}

/** A sentence about a vendor and currency that Pockyt does not document together, or null. */
export function vendorWarning(vendor: string, currency: string): string | null {
  const known = KNOWN_CURRENCIES.get(vendor);
  if (known === undefined) {
    return `The vendor "${vendor}" is in no published list; Pockyt may refuse it. Check its spelling with Pockyt.`;
  }
  if (known.includes(currency)) return null;
  return `Pockyt's published lists show ${vendor} with ${known.join(', ')}, not with ${currency}; your account may differ.`;
}
