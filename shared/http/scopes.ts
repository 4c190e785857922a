/**
 * What an API key may be used for. Reading includes the QR code; refreshing is reading after Pockyt was asked; refunding
 * includes a person's word on an unknown outcome.
 */
export const SCOPES = ['create', 'read', 'refresh', 'refund', 'cancel'] as const;

export type Scope = (typeof SCOPES)[number];
