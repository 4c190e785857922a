/** Some files and the tests that must notice every mutant of them, so that a mutant does not wait for all the others. */
export interface Group {
  /** From the root of the repository. */
  readonly mutate: readonly string[];
  /** From `test/`, without the ending. */
  readonly tests: readonly string[];
}

const pockyt = (...names: string[]) => names.map((name) => `shared/pockyt/${name}.ts`);
const payments = (...names: string[]) => names.map((name) => `shared/payments/${name}.ts`);

export const GROUPS: Readonly<Record<string, Group>> = {
  money: { mutate: ['shared/money.ts', 'shared/json.ts'], tests: ['shared/money', 'shared/json'] },
  words: {
    mutate: pockyt('status-words', 'vendors', 'wire-names'),
    tests: ['shared/pockyt/{status-words,vendors,wire-names}'],
  },
  sign: { mutate: pockyt('sign'), tests: ['shared/pockyt/sign'] },
  answer: {
    mutate: pockyt('answer', 'errors', 'return-codes', 'expect-success'),
    tests: ['shared/pockyt/{secure-pay-answer,return-codes,errors,tran-query}'],
  },
  'secure-pay': { mutate: pockyt('secure-pay'), tests: ['shared/pockyt/secure-pay-{answer,request}'] },
  query: { mutate: pockyt('tran-query', 'cancel', 'refund'), tests: ['shared/pockyt/{tran-query,refund}'] },
  notice: { mutate: pockyt('notice', 'flat-json'), tests: ['shared/pockyt/notice'] },
  client: {
    mutate: [...pockyt('client'), 'shared/http-client.ts'],
    tests: ['shared/pockyt/client', 'shared/http-client'],
  },
  request: {
    mutate: [...pockyt('secure-pay-rules', 'goods-info'), 'functions/create-link/request.ts'],
    tests: ['shared/pockyt/secure-pay-rules', 'functions/create-link-request'],
  },
  states: {
    mutate: payments('states', 'compare', 'new-payment', 'payment', 'history', 'write-decided'),
    tests: ['shared/payments/{states,compare,new-payment,history,write-decided}'],
  },
  refunds: {
    mutate: payments('schedule', 'refunds', 'weigh-refund'),
    tests: ['shared/payments/{refunds,weigh-query}'],
  },
  decisions: {
    mutate: payments('decide', 'conclude', 'weigh-notice', 'weigh-outcome'),
    tests: ['shared/payments/{decide,conclude,weigh-*,refunds}'],
  },
  event: { mutate: payments('event'), tests: ['shared/payments/event'] },
  'return-page': { mutate: payments('return-page'), tests: ['shared/payments/return-page'] },
  'weigh-query': { mutate: payments('weigh-query'), tests: ['shared/payments/weigh-query'] },
  'look-into': { mutate: payments('look-into'), tests: ['shared/payments/look-into'] },
  repository: { mutate: payments('repository'), tests: ['shared/payments/repository'] },
  'create-link': {
    mutate: ['functions/create-link/create-link.ts', 'functions/create-link/answer.ts'],
    tests: ['functions/create-link', 'functions/create-link-answer'],
  },
  'ipn-webhook': { mutate: ['functions/ipn-webhook/receive-notice.ts'], tests: ['functions/receive-notice'] },
};
