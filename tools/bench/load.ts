import { command } from '../command-line/command.ts';
import { wholeNumber, wholeNumbers } from '../command-line/options.ts';
import { progress } from '../command-line/progress.ts';
import { startStack } from '../harness/stack.ts';
import { engine } from './engine.ts';
import { runStep, type Step } from './load/step.ts';

/** A rate is held while all are answered, 99 in 100 within so many milliseconds. */
const MOST_P99 = 1_000;
/** How far two counts of the same may be apart: one is a sample. */
const TOLERANCE = 0.1;

export const loadBench = command({
  typed: 'npm run bench -- load',
  does: [
    'How many payments a second this machine holds, with simulator, database, gateway and functions all on it.',
    'Goes from rate to rate until one is not held. A step that loses or doubles a payment, or whose counts',
    'contradict each other, is void, and the exit code 1.',
  ].join('\n'),
  options: {
    rates: wholeNumbers({
      least: 1,
      most: 10_000,
      otherwise: [5, 10, 20, 40, 80],
      does: 'payments a second, one step after the other',
    }),
    seconds: wholeNumber({ least: 1, most: 3600, otherwise: 15, does: 'how long each step takes' }),
    seed: wholeNumber({ otherwise: 1, does: 'decides who comes when' }),
    engine,
  },
  async run({ rates, seconds, seed, engine }) {
    const { at, done } = progress('Starting the stack');
    const stack = await startStack({}, { engine });
    const rows: object[] = [];
    let isVoid = false;
    try {
      // Sandboxes start with the first requests.
      await runStep(stack, { rate: 5, seconds: 3, seed: seed + 1 });
      for (const rate of rates) {
        at(`${rate} payments a second for ${seconds} s`);
        const { row, complaints, verdict } = judge(rate, await runStep(stack, { rate, seconds, seed }));
        rows.push({ ...row, verdict });
        for (const line of complaints) console.error(line);
        isVoid = verdict === 'VOID';
        if (verdict !== 'held') break;
      }
    } finally {
      done();
      await stack.stop();
    }
    console.table(rows);
    return isVoid ? 1 : 0;
  },
});

function judge(rate: number, { creates, created, busy, imbalances }: Step) {
  const { sent, p50, p99, longest, underWay, underWayByLaw } = creates;
  const isCounted = Math.abs(underWay - underWayByLaw) <= TOLERANCE * Math.max(underWay, 1);
  const isHeld = created === sent && p99 <= MOST_P99;
  const isBalanced = imbalances.length === 0 && isCounted;
  return {
    row: {
      'payments a second': rate,
      sent,
      created,
      'p50 ms': Math.round(p50),
      'p99 ms': Math.round(p99),
      'longest ms': Math.round(longest),
      'under way': underWay.toFixed(2),
      'by law': underWayByLaw.toFixed(2),
      'processors, by part': busy,
    },
    complaints: [
      ...imbalances.slice(0, 10),
      ...(isCounted ? [] : [`Little's law does not hold at ${rate} a second.`]),
    ],
    verdict: isBalanced ? (isHeld ? 'held' : 'not held') : 'VOID',
  } as const;
}
