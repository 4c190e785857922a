/** Pockyt's own public test merchant, from the signed examples in its documentation. */
export const CREDENTIALS = {
  merchantNo: '200043',
  storeNo: '300014',
  token: '5cbfb079f15b150122261c8537086d77a',
};
