import type { Parameters } from '#tools/simulator/signature.ts';
import type { Case, Finding, Promised } from '../case.ts';
import type { Answer } from '../client.ts';
import {
  ACKNOWLEDGED,
  claimsIn,
  countNotices,
  inShort,
  membersOf,
  NO_ROOM,
  ordersIn,
  problem,
} from '../expect.ts';
import { FORM, form, type IpnRequest, JSON_TYPE, json, signedWith } from '../notices/notice.ts';
import { paidClaim } from '../notices/paid-claim.ts';
import type { Workbench } from '../workbench.ts';

/** Longer than any word of Pockyt's, of which 64 characters are kept. */
const LONG_WORD = 'x'.repeat(10_000);
const KEPT_LENGTH = 64;
/** A number that is no order's, and further ones. */
const OTHER_NUMBER = '297500000000000000';
/** How many notices on other numbers an order keeps. */
const MOST_OTHERS = 3;

/** Claims about an unpaid link, signed as Pockyt would. */
const CLAIMS: readonly (readonly [what: string, changes: (bench: Workbench) => Parameters])[] = [
  ['in a word that is not published', () => ({ status: 'SUCCESS' })],
  ['in a name that every object has', () => ({ status: 'constructor' })],
  ['that it has failed', () => ({ status: 'failed' })],
  ['that it is closed', () => ({ status: 'closed' })],
  ['that it is paid', () => ({})],
  ['that it is paid, another amount', () => ({ amount: '987654.32' })],
  ['that it is paid, a negative amount', ({ order }) => ({ amount: `-${order.amount}` })],
  ['that it is paid, another notation', ({ order }) => ({ amount: `${order.amount}e0` })],
  [
    'that it is paid, another currency',
    ({ order }) => ({ currency: order.currency === 'USD' ? 'GBP' : 'USD' }),
  ],
  ['that it was refunded', ({ order }) => ({ refundReference: 'conformance', refundAmount: order.amount })],
  ['that it is reversed', () => ({ status: 'reversed' })],
  ['that it is paid, another transactionNo', () => ({ transactionNo: OTHER_NUMBER })],
  ['another transactionNo, in 10 KB', () => ({ status: LONG_WORD, transactionNo: `${OTHER_NUMBER}1` })],
];

async function read(bench: Workbench): Promise<Answer> {
  return bench.read((await bench.link('signed')).reference);
}

async function send(bench: Workbench, changes: Parameters) {
  const claim = { ...paidClaim(await bench.link('signed')), ...changes };
  return bench.client.notify(form(signedWith(bench.token, claim)));
}

/** What a notice has changed that only Pockyt's own answer may change; undefined when it is nothing. */
async function believed(bench: Workbench, after: Answer): Promise<string | undefined> {
  const { transactionNo, paymentUrl } = await bench.link('signed');
  const { status, refunds, paidAt, ...payment } = membersOf(after);
  const orders = ordersIn(after);
  if (status !== 'pending') return `it was believed: the payment is ${String(status)}`;
  if (refunds !== undefined || paidAt !== undefined) return 'it was believed: money is shown';
  if (payment.transactionNo !== transactionNo || payment.paymentUrl !== paymentUrl) return 'another link';
  const isAsMade = orders.length === 1 && orders[0]?.state === 'open';
  return isAsMade ? undefined : 'its orders are other ones';
}

/** Whether Pockyt is to be asked about what a notice says, of which no more is kept than is needed. */
function notKept(after: Answer, transactionNo: string): string | undefined {
  const kept = claimsIn(after).filter((claim) => claim.transactionNo === transactionNo);
  if (kept.length === 0) return 'it is not kept';
  const isLong = kept.some(({ status = '' }) => status.length > KEPT_LENGTH);
  return isLong ? 'it is kept in full' : undefined;
}

const claimed = ([what, changes]: (typeof CLAIMS)[number]): Case => ({
  request: `POST /ipn, signed, ${what}`,
  expected: '200 success, kept and not believed',
  needsToken: true,
  async attempt(bench): Promise<Finding> {
    const own = (await bench.link('signed')).transactionNo;
    const claim = changes(bench);
    const answer = await send(bench, claim);
    const after = await read(bench);
    const got = `${inShort(answer)}, then ${inShort(after)}`;
    const fault = ACKNOWLEDGED.fault(answer) ?? (await believed(bench, after));
    return { got, fault: fault ?? notKept(after, claim.transactionNo ?? own) };
  },
});

/** The same claim in UTF-8, of which the header says something else. */
const misnamed = (what: string, encode: (fields: Parameters) => IpnRequest): Case => ({
  request: `POST /ipn, signed, ${what} that claims another charset`,
  expected: '200 success',
  needsToken: true,
  async attempt(bench) {
    const claim = paidClaim(await bench.link('signed'));
    const answer = await bench.client.notify(encode(signedWith(bench.token, claim)));
    return { got: inShort(answer), fault: ACKNOWLEDGED.fault(answer) };
  },
});

/** Notices on ever other numbers, until there is no room. What is acknowledged must be kept. */
async function fillRoom(bench: Workbench): Promise<Finding> {
  const numbers = Array.from({ length: MOST_OTHERS }, (_, index) => `${OTHER_NUMBER}2${index}`);
  const answers: Answer[] = [];
  for (const transactionNo of numbers) answers.push(await send(bench, { transactionNo }));
  const after = await read(bench);
  const got = answers.map(inShort).join(', ');
  const faults = answers.map((answer, index) =>
    answer.status === 200
      ? (ACKNOWLEDGED.fault(answer) ?? notKept(after, numbers[index] as string))
      : NO_ROOM.fault(answer),
  );
  const isFull = answers.at(-1)?.status === 503;
  const fault = faults.find(Boolean) ?? (isFull ? undefined : 'there is room without end');
  return { got, fault: fault ?? (await believed(bench, after)) };
}

export const SIGNED_NOTICES: Promised = {
  promise: 'A stolen token alone changes nothing',
  cases: [
    ...CLAIMS.map(claimed),
    misnamed('a form', (fields) => ({ ...form(fields), type: `${FORM}; charset=utf-16` })),
    misnamed('JSON', (fields) => ({ ...json(fields), type: `${JSON_TYPE}; charset=iso-8859-1` })),
    {
      request: 'POST /ipn, signed, that it is paid, 5 more times',
      expected: '200 success, nothing more kept',
      needsToken: true,
      async attempt(bench) {
        const before = await read(bench);
        const answers = [];
        for (let times = 0; times < 5; times++) answers.push(await send(bench, {}));
        const after = await read(bench);
        const got = `${inShort(answers.at(-1)!)}, then ${inShort(after)}`;
        const fault = answers.map((answer) => ACKNOWLEDGED.fault(answer)).find(Boolean);
        const grown = countNotices(after) - countNotices(before);
        const more = grown === 0 ? undefined : `${grown} more entries in its history`;
        return { got, fault: fault ?? (await believed(bench, after)) ?? more };
      },
    },
    {
      request: `POST /ipn, signed, ${MOST_OTHERS} more transactionNos`,
      expected: '200 success and kept, or 503 try again',
      needsToken: true,
      attempt: fillRoom,
    },
    {
      request: 'POST /ipn, signed, that it is paid, with no room left',
      expected: '200 success',
      needsToken: true,
      async attempt(bench) {
        const answer = await send(bench, {});
        return { got: inShort(answer), fault: ACKNOWLEDGED.fault(answer) };
      },
    },
    {
      request: 'POST /ipn, signed, an unknown reference',
      expected: '200 success, no payment',
      needsToken: true,
      async attempt(bench) {
        const reference = bench.reference();
        const answer = await send(bench, { reference });
        const found = await bench.read(reference);
        const fault = ACKNOWLEDGED.fault(answer) ?? problem(404, 'link-not-found').fault(found);
        return { got: `${inShort(answer)}, then ${inShort(found)}`, fault };
      },
    },
    {
      request: 'POST /ipn, signed, a further order that was not made',
      expected: '200 success, not with the link',
      needsToken: true,
      async attempt(bench) {
        const { reference } = await bench.link('signed');
        const before = await read(bench);
        const answer = await send(bench, { reference: `${reference}--2` });
        const after = await read(bench);
        const fault = ACKNOWLEDGED.fault(answer) ?? (await believed(bench, after));
        const isKept = countNotices(after) > countNotices(before);
        const got = `${inShort(answer)}, then ${inShort(after)}`;
        return { got, fault: fault ?? (isKept ? "it is in the link's history" : undefined) };
      },
    },
  ],
};
