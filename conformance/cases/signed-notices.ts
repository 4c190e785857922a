import type { Parameters } from '#local/simulator/signature.ts';
import type { Bench } from '../bench.ts';
import type { Case, Finding, Promised } from '../case.ts';
import { ACKNOWLEDGED, inShort, membersOf, noticesIn, problem } from '../expect.ts';
import { form, signedWith } from '../notices/notice.ts';
import { paidClaim } from '../notices/paid-claim.ts';

/** Why the truth that a notice could tell is not believed: Pockyt, asked, does not say the same. */
const NOT_CONFIRMED = ['unconfirmed', 'contradicted'];

/** Claims about an unpaid link, signed as Pockyt would, and why each must not be believed. */
const CLAIMS: readonly (readonly [
  what: string,
  changes: (bench: Bench) => Parameters,
  refusals: readonly string[],
])[] = [
  ['that it is paid', () => ({}), NOT_CONFIRMED],
  ['that it has failed', () => ({ status: 'failed' }), NOT_CONFIRMED],
  ['that it is closed', () => ({ status: 'closed' }), NOT_CONFIRMED],
  ['that it is reversed', () => ({ status: 'reversed' }), NOT_CONFIRMED],
  ['that it is paid, another amount', () => ({ amount: '987654.32' }), ['amount-mismatch']],
  [
    'that it is paid, a negative amount',
    ({ order }) => ({ amount: `-${order.amount}` }),
    ['amount-mismatch'],
  ],
  [
    'that it is paid, another notation',
    ({ order }) => ({ amount: `${order.amount}e0` }),
    ['amount-mismatch'],
  ],
  [
    'that it is paid, another currency',
    ({ order }) => ({ currency: order.currency === 'USD' ? 'GBP' : 'USD' }),
    ['currency-mismatch'],
  ],
  [
    'that it is paid, another transactionNo',
    () => ({ transactionNo: '297500000000000000' }),
    ['transaction-mismatch'],
  ],
  ['in a word that is not published', () => ({ status: 'SUCCESS' }), ['unknown-status-word']],
  ['in a name that every object has', () => ({ status: 'constructor' }), ['unknown-status-word']],
];

async function seen(bench: Bench) {
  const answer = await bench.read((await bench.link('signed')).reference);
  return { status: String(membersOf(answer).status), notices: noticesIn(answer) };
}

async function send(bench: Bench, changes: Parameters) {
  const claim = { ...paidClaim(await bench.link('signed')), ...changes };
  return bench.client.notify(form(signedWith(bench.token, claim)));
}

const claimed = ([what, changes, refusals]: (typeof CLAIMS)[number]): Case => ({
  request: `POST /ipn, signed, ${what}`,
  expected: '200 success, kept and not believed',
  needsToken: true,
  async attempt(bench): Promise<Finding> {
    const answer = await send(bench, changes(bench));
    const { status, notices } = await seen(bench);
    const refusal = String(notices.at(-1)?.refusal);
    const got = `${inShort(answer)}, ${status} ${refusal}`;
    const fault = ACKNOWLEDGED.fault(answer);
    if (fault) return { got, fault };
    if (status !== 'pending') return { got, fault: `it was believed: the payment is ${status}` };
    return { got, fault: refusals.includes(refusal) ? undefined : 'it is not kept as evidence' };
  },
});

export const SIGNED_NOTICES: Promised = {
  promise: 'A stolen token alone changes nothing',
  cases: [
    ...CLAIMS.map(claimed),
    {
      request: 'POST /ipn, signed, that it is paid, 5 more times',
      expected: '200 success, nothing more kept',
      needsToken: true,
      async attempt(bench) {
        const before = await seen(bench);
        const answers = [];
        for (let times = 0; times < 5; times++) answers.push(await send(bench, {}));
        const after = await seen(bench);
        const got = `${inShort(answers.at(-1)!)}, ${after.status}`;
        const fault = answers.map((answer) => ACKNOWLEDGED.fault(answer)).find(Boolean);
        if (fault || after.status !== 'pending') return { got, fault: fault ?? 'it was believed' };
        const grown = after.notices.length - before.notices.length;
        return { got, fault: grown === 0 ? undefined : `${grown} more entries in its history` };
      },
    },
    {
      request: 'POST /ipn, signed, an unknown reference',
      expected: '200 success, no payment',
      needsToken: true,
      async attempt(bench) {
        const reference = bench.reference();
        const answer = await send(bench, { reference });
        const read = await bench.read(reference);
        const fault = ACKNOWLEDGED.fault(answer) ?? problem(404, 'link-not-found').fault(read);
        return { got: `${inShort(answer)}, then ${inShort(read)}`, fault };
      },
    },
  ],
};
