import type { Account } from './account.ts';
import { authenticate } from './account.ts';
import { echoed, spelledAmount } from './answer-shapes.ts';
import { type Answer, CODES, Refusal, successAnswer } from './answers.ts';
import type { Endpoint } from './faults.ts';
import { newOrder } from './orders.ts';
import { checkSecurePay } from './rules.ts';
import type { Parameters } from './signature.ts';
import { cancel, refund, tranQuery } from './transactions.ts';
import type { World } from './world.ts';

/** The API's paths. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/online/v3/secure-pay': 'secure-pay',
  '/app-data-search/v3/tran-query': 'tran-query',
  '/app-data-search/v3/refund': 'refund',
  '/app-data-search/v3/cancel': 'cancel',
};

const HANDLERS: Readonly<Record<Endpoint, (parameters: Parameters, world: World) => Answer>> = {
  'secure-pay': securePay,
  'tran-query': tranQuery,
  refund,
  cancel,
};

/** Carries out one call of the API. `read` gives its parameters; a refusal that it throws is answered too. */
export function handle(endpoint: Endpoint, read: () => Parameters, account: Account, world: World): Answer {
  try {
    const parameters = read();
    authenticate(parameters, account);
    return HANDLERS[endpoint](parameters, world);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    world.log({ event: 'call.refused', endpoint, code: error.answer.body.ret_code });
    return error.answer;
  }
}

/** Makes a payment order, and the link or the client token to pay it with. */
function securePay(parameters: Parameters, world: World): Answer {
  checkSecurePay(parameters);
  const reference = parameters.reference!;
  if (world.repeatedReference === 'refuse' && world.book.byReference(reference).length > 0) {
    // That a repeat can be refused is published, its code and its words are not.
    throw new Refusal({ code: CODES.systemError, message: `reference repeated : ${reference}` });
  }
  const transactionNo = world.newTransactionNo();
  const order = world.book.keep(
    newOrder(parameters, transactionNo, world.cashierUrl(transactionNo), world.now()),
  );
  world.log({ event: 'order.made', transactionNo, reference, cashierUrl: order.cashierUrl });
  const { cashierUrl, currency, settleCurrency } = order;
  const { amountSpelling, echoes } = world.shapes;
  const common = { amount: spelledAmount(order.amount, amountSpelling), currency };
  return successAnswer(
    'prepay success',
    cashierUrl === undefined
      ? {
          transactionNo,
          ...echoed(common, echoes),
          clientToken: `token-${transactionNo}`,
          clientScript: world.clientScript(transactionNo),
        }
      : { transactionNo, ...echoed({ ...common, reference, settleCurrency }, echoes), cashierUrl },
  );
}
