/** The rule of `reference` in a body, here without the rest of Pockyt's page: for text that stands in a path. */
const REFERENCE = /^(?!.*--[0-9]+$)[A-Za-z0-9_-]{1,60}$/;
const PROVIDER_REFERENCE = /^[A-Za-z0-9_-]{1,60}(--([2-9]|[1-9][0-9]))?$/;
const REFUND_REFERENCE = /^[A-Za-z0-9_-]{1,60}$/;

/** Whether text can be a merchant's reference. What cannot be one is looked for nowhere. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/** Whether text can be what Pockyt calls an order of ours. */
export function isProviderReference(text: string): boolean {
  return PROVIDER_REFERENCE.test(text);
}

/** Whether text can be a merchant's name for a refund. */
export function isRefundReference(text: string): boolean {
  return REFUND_REFERENCE.test(text);
}
