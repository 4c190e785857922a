/** What an API key may be used for. Reading includes the QR code. */
export const SCOPES = ['create', 'read', 'refund', 'cancel'] as const;

export type Scope = (typeof SCOPES)[number];
