import { createHmac } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import type { Batch, WarmTask } from './warm.ts';

// One warm function: loads a module, calls it until it is warm, and then says batch by batch what a call costs.
// Standard output belongs to the function, as in Lambda; what was measured goes to descriptor 3.

/** Reference units beside each batch. */
const UNITS = 500;
const BATCH = 250;

const task: WarmTask = JSON.parse(readFileSync(process.argv[2] as string, 'utf8'));
const { module, event, status, stub, warmUp, batches } = task;

if (stub) (await import('./stub.ts')).stubNetwork(stub, process.env);
const { handler } = await import(module);

async function call(asked: unknown): Promise<void> {
  const { statusCode } = await handler(asked, {
    awsRequestId: 'bench',
    getRemainingTimeInMillis: () => 20_000,
  });
  if (statusCode !== status) throw new Error(`Answered ${statusCode} and not ${status}.`);
}

const text = JSON.stringify(event);

/** R: what it takes to read and write one event of API Gateway's, and to sign its text. */
function referenceUnit(): void {
  createHmac('sha256', 'key')
    .update(JSON.stringify(JSON.parse(text)))
    .digest();
}

const microseconds = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

for (let count = 0; count < warmUp; count++) {
  await call(JSON.parse(text));
  referenceUnit();
}

const measured: Batch[] = [];
for (let batch = 0; batch < batches; batch++) {
  const beforeUnits = microseconds();
  for (let unit = 0; unit < UNITS; unit++) referenceUnit();
  const unit = (microseconds() - beforeUnits) / UNITS;

  const events = Array.from({ length: BATCH }, () => JSON.parse(text));
  const wall: number[] = [];
  const before = microseconds();
  for (const each of events) {
    const sent = performance.now();
    await call(each);
    wall.push(performance.now() - sent);
  }
  measured.push({ unit, request: (microseconds() - before) / BATCH, wall });
}
writeSync(3, JSON.stringify(measured));
process.exit();
