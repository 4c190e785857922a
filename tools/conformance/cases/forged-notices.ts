import { asking, type Case, type Promised } from '../case.ts';
import { refusedNotice, UNTOUCHED } from '../expect.ts';
import { FORGERIES, type Forgery } from '../notices/forgeries.ts';
import { ILL_FORMED } from '../notices/ill-formed.ts';
import { form, signedWith } from '../notices/notice.ts';
import { paidClaim } from '../notices/paid-claim.ts';

/** A notice about the link that everybody attacks. It says that the link is paid, and is none of Pockyt's. */
const attack = ({ what, status, make }: Forgery): Case =>
  asking(`POST /ipn, ${what}`, refusedNotice(status), async (bench) => {
    const claim = paidClaim(await bench.link('forged'));
    const other = signedWith(bench.token, paidClaim(await bench.link('plain')));
    return bench.client.notify(make(claim, bench.token, other));
  });

/** Nothing of a refused notice is kept. */
const untouched = asking('GET the link after all of these', UNTOUCHED, async (bench) =>
  bench.read((await bench.link('forged')).reference),
);

export const FORGED_NOTICES: Promised = {
  promise: 'A notice without a valid signature is refused',
  cases: [
    ...FORGERIES.map(attack),
    {
      request: 'POST /ipn, a wrong token, 20 at once',
      expected: '20 x 401 refused',
      async attempt(bench) {
        const request = form(signedWith('wrong', paidClaim(await bench.link('forged'))));
        const answers = await Promise.all(Array.from({ length: 20 }, () => bench.client.notify(request)));
        const faults = answers.map((answer) => refusedNotice(401).fault(answer)).filter(Boolean);
        return { got: `${answers.length - faults.length} x 401 refused`, fault: faults[0] };
      },
    },
    untouched,
  ],
};

export const ILL_FORMED_NOTICES: Promised = {
  promise: 'A notice that can be read in two ways is refused, whoever signed it',
  cases: [...ILL_FORMED.map(attack), untouched],
};
