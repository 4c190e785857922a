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
  money: {
    mutate: ['shared/runtime/money.ts', 'shared/runtime/json.ts'],
    tests: ['shared/runtime/{money,json}'],
  },
  words: {
    mutate: pockyt('status-words', 'vendors', 'wire-names'),
    tests: ['shared/pockyt/{status-words,vendors,wire-names}'],
  },
  signature: { mutate: pockyt('signature'), tests: ['shared/pockyt/{signature,notice}'] },
  envelope: {
    mutate: pockyt('envelope', 'errors', 'return-codes', 'expect-success'),
    tests: ['shared/pockyt/{secure-pay-answer,return-codes,errors,query}'],
  },
  'secure-pay': { mutate: pockyt('secure-pay'), tests: ['shared/pockyt/secure-pay-{answer,request}'] },
  query: { mutate: pockyt('query', 'cancel', 'refund'), tests: ['shared/pockyt/{query,refund}'] },
  notice: { mutate: pockyt('notice', 'flat-json'), tests: ['shared/pockyt/notice'] },
  caller: { mutate: ['shared/http/caller.ts'], tests: ['shared/http/caller'] },
  client: {
    mutate: [...pockyt('client'), 'shared/runtime/http-client.ts'],
    tests: ['shared/pockyt/client', 'shared/runtime/http-client'],
  },
  request: {
    mutate: [...pockyt('fields', 'goods-info', 'rule'), 'functions/create-link/request.ts'],
    tests: ['shared/pockyt/fields', 'functions/create-link-request'],
  },
  orders: {
    mutate: payments('order', 'status', 'payment', 'lease'),
    tests: [
      'shared/payments/{order,order-states,status,lease,any-order,finds,money-held,outcome,refunds,size}',
    ],
  },
  schedule: {
    mutate: payments('schedule', 'times'),
    tests: [
      'shared/payments/{schedule,times,silence,claims,claim-ends,claim-times,close-order,liveness,order-states}',
      'shared/payments/{refunds,refund-lease,sync,sync-order}',
      'functions/reconcile{,-claims,-run}',
    ],
  },
  answers: {
    mutate: payments('apply-answer'),
    tests: [
      'shared/payments/{answers,any-order,finds,given-back,missing-orders,money-held,order-states,liveness}',
      'shared/payments/{listed-refunds,refunds,schedule,size}',
    ],
  },
  reports: {
    mutate: payments('apply-report', 'apply-outcome', 'transition'),
    tests: [
      'shared/payments/{answers,any-order,claim-ends,claim-times,claims,history,liveness,outcome,silence}',
      'shared/payments/{transition,update,sync,sync-order,refund-lease}',
      'functions/needs-a-person',
    ],
  },
  claims: {
    mutate: payments('claim', 'apply-notice'),
    tests: [
      'shared/payments/{claims,claim-details,claim-ends,claim-times,finds,schedule}',
      'functions/ipn-webhook{,-genuine,-orders,-unconfirmed}',
    ],
  },
  refunds: {
    mutate: payments('refunds', 'apply-refund'),
    tests: [
      'shared/payments/{refunds,refund-arithmetic,refund-lease,listed-refunds,given-back,any-order}',
      'functions/{refund,refund-orders,refund-unknown}',
    ],
  },
  history: {
    mutate: payments('history', 'events', 'update'),
    tests: ['shared/payments/{history,events,resolve,update,size}'],
  },
  'return-page': { mutate: payments('return-page'), tests: ['shared/payments/return-page'] },
  sync: {
    mutate: payments('sync'),
    tests: ['shared/payments/{sync,sync-log,sync-order,close-order,liveness}'],
  },
  store: { mutate: payments('store'), tests: ['shared/payments/{store,store-refusals}'] },
  'create-link': {
    mutate: ['functions/create-link/create-link.ts', 'functions/create-link/answer.ts'],
    tests: ['functions/create-link{,-answer,-further,-lease,-unknown}'],
  },
  'ipn-webhook': {
    mutate: ['functions/ipn-webhook/ipn-webhook.ts'],
    tests: ['functions/ipn-webhook{,-encoding,-genuine,-orders,-unconfirmed}', 'functions/needs-a-person'],
  },
  refund: {
    mutate: ['refund', 'answer', 'request'].map((name) => `functions/refund/${name}.ts`),
    tests: ['functions/refund{,-orders,-request,-unknown}', 'functions/retry-after'],
  },
  resolution: {
    mutate: [
      ...payments('resolve'),
      ...['resolution', 'answer', 'request'].map((name) => `functions/resolution/${name}.ts`),
    ],
    tests: ['shared/payments/resolve', 'functions/resolution{,-answer,-refund,-request}'],
  },
  reconcile: {
    mutate: ['functions/reconcile/reconcile.ts'],
    tests: ['functions/reconcile{,-claims,-run}'],
  },
  'cancel-link': {
    mutate: ['cancel-link', 'answer'].map((name) => `functions/cancel-link/${name}.ts`),
    tests: ['functions/cancel-link', 'shared/payments/close-order'],
  },
};
