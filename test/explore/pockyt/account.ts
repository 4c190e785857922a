/** A merchant at Pockyt. */
export interface Account {
  readonly merchantNo: string;
  readonly token: string;
  /** The stores of this merchant; the first is the one in the credentials. */
  readonly stores: readonly [string, ...string[]];
}

/** The account that every world uses. The token is nobody's. */
export const ACCOUNT: Account = {
  merchantNo: '200001',
  token: 'a-token-of-the-explorer',
  stores: ['300001', '300002'],
};
