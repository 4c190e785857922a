import { LATEST_ARRIVAL_MS } from '../pockyt/pockyt.ts';
import type { Call } from './process.ts';
import type { Run } from './run.ts';
import type { World } from './world.ts';

/** Something that goes wrong with a call, or with the process that made it. */
export interface Mishap {
  readonly weight: number;
  run(run: Run): Promise<void> | void;
}

/** Everything that may go wrong now. */
export function mishaps(run: Run, world: World): Mishap[] {
  const { budget } = run;
  const all: Mishap[] = [];
  if (budget.mishaps <= 0) return all;
  for (const process of run.alive) {
    for (const call of process.calls) {
      if (world.isExposed?.(call) === false) continue;
      if (budget.deaths > 0) all.push(...deaths(call));
      if (call.reply !== undefined) continue;
      if (budget.lost > 0) all.push(...losses(call));
      if (budget.held > 0) all.push(...delays(call));
      if (budget.ways > 0) all.push(...oddities(call));
    }
  }
  return all;
}

function spend({ budget }: Run, what: 'lost' | 'held' | 'ways' | 'deaths'): void {
  budget[what]--;
  budget.mishaps--;
}

function* losses(call: Call): Iterable<Mishap> {
  const lose = (weight: number, what: string, run: (run: Run) => void): Mishap => ({
    weight,
    run: (whole) => {
      spend(whole, 'lost');
      run(whole);
      whole.story?.(`${call.process.name}: ${call.name} ${call.about}: ${what}`);
      call.reply = { error: call.lost('connection') };
      return whole.deliver(call);
    },
  });
  const carriesOut = call.kind !== 'read' && call.kind !== 'secret';
  yield lose(carriesOut ? 4 : 1, 'is lost on its way', () => {});
  if (!carriesOut) return;
  const isQuestion = call.name === 'query';
  if (!isQuestion) yield lose(4, 'its answer is lost', (run) => run.perform(call));
  // Where it arrives in the end, it does so in time to be known: see LATEST_ARRIVAL_MS. A process that was frozen
  // between its last look at its lease and the socket could send later than that, and nobody could know.
  if (call.kind === 'post' && !isQuestion) {
    yield lose(4, 'is given up, and may still arrive', (run) => {
      run.stragglers.push({ call, until: call.issuedAt + LATEST_ARRIVAL_MS });
    });
  }
}

function* delays(call: Call): Iterable<Mishap> {
  const delay = (weight: number, what: string, after: () => void): Mishap => ({
    weight,
    run: (run) => {
      spend(run, 'held');
      run.perform(call);
      run.story?.(`${call.process.name}: ${what}`);
      after();
    },
  });
  yield delay(call.kind === 'post' ? 4 : 1, 'its answer is slow', () => {});
  if (call.again !== undefined) {
    yield delay(2, 'its answer is lost, and the SDK sends it again', () => {
      if (call.reply && 'value' in call.reply) call.reply = { again: true };
    });
  }
}

function* oddities(call: Call): Iterable<Mishap> {
  for (const way of call.ways) {
    yield {
      weight: 1,
      run: (run) => {
        spend(run, 'ways');
        run.perform(call, way);
        return run.deliver(call);
      },
    };
  }
}

function* deaths(call: Call): Iterable<Mishap> {
  yield {
    weight: 1,
    run: (run) => {
      spend(run, 'deaths');
      run.kill(call.process);
    },
  };
  const hasEffect = call.kind !== 'read' && call.kind !== 'secret';
  if (call.reply !== undefined || !hasEffect) return;
  yield {
    weight: 2,
    run: (run) => {
      spend(run, 'deaths');
      run.perform(call);
      run.kill(call.process);
    },
  };
}
