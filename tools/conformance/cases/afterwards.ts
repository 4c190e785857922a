import { asking, type Promised } from '../case.ts';
import { link, UNTOUCHED } from '../expect.ts';

export const AFTERWARDS: Promised = {
  promise: 'After all of that, every link is as it was',
  cases: [
    asking('GET the plain link', link(200, 'pending'), async (bench) =>
      bench.read((await bench.link('plain')).reference),
    ),
    asking('GET the link that was attacked', UNTOUCHED, async (bench) =>
      bench.read((await bench.link('forged')).reference),
    ),
    {
      ...asking('POST a refresh of the link of the stolen token', link(200, 'pending'), async (bench) =>
        bench.refresh((await bench.link('signed')).reference),
      ),
      needsToken: true,
    },
  ],
};
