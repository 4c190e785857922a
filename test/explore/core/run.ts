import { ACCOUNT } from '../pockyt/account.ts';
import type { Answer } from '../pockyt/answers.ts';
import { Pockyt } from '../pockyt/pockyt.ts';
import type { Product } from '../product.ts';
import { Table } from '../store/table.ts';
import type { Choices } from './choices.ts';
import { hashText, mix, sum } from './hash.ts';
import { Ledger } from './ledger.ts';
import { type Moments, Violation } from './moments.ts';
import type { Budget, Opening } from './opening.ts';
import { portsOf, type Stage } from './port-calls.ts';
import { type Call, type Post, Process } from './process.ts';
import type { NoticeFields, Task } from './task.ts';
import type { PaymentView, Write } from './views.ts';

/** Sunday noon; whole minutes, so that sweeps are. */
export const BEGIN = Date.parse('2026-05-03T12:00:00Z');

/** A call that its sender has given up, and that may still arrive. */
export interface Straggler {
  readonly call: Call;
  readonly until: number;
}

/** Looks at a run when a moment has come, and throws a Violation when a promise is broken. */
export type Judge = <Moment extends keyof Moments>(
  run: Run,
  moment: Moment,
  ...what: Moments[Moment]
) => void;

/** One schedule of one world, from its beginning to its end. */
export class Run implements Stage {
  readonly product: Product;
  readonly choices: Choices;
  readonly opening: Opening;
  readonly immediate: readonly string[];
  readonly budget: Budget;
  readonly pockyt: Pockyt;
  readonly payments = new Table<object>();
  readonly unmatched = new Table<object>();
  readonly ledger = new Ledger();
  /** Those that are alive, in the order in which they were started. */
  readonly alive: Process[] = [];
  readonly stragglers: Straggler[] = [];
  /** What each actor of a small world is about. */
  readonly busy: (Process | undefined)[] = [];
  /** How far each of them has come. */
  readonly progress: number[] = [];
  readonly story: ((line: string) => void) | undefined;
  now = BEGIN;
  steps = 0;
  isQuiet = false;
  /** Something was due for ever. */
  isRestless = false;
  /** When faults ended. */
  quietSince = Number.POSITIVE_INFINITY;
  #dialectHash: number;
  #started = new Map<string, number>();
  #judge: Judge;
  #views = new WeakMap<object, PaymentView>();

  constructor(options: {
    opening: Opening;
    product: Product;
    choices: Choices;
    immediate?: readonly string[];
    judge?: Judge;
    story?: (line: string) => void;
  }) {
    this.opening = options.opening;
    this.product = options.product;
    this.choices = options.choices;
    this.immediate = options.immediate ?? [];
    this.story = options.story;
    this.#judge = options.judge ?? (() => {});
    this.budget = { ...this.opening.budget };
    this.#dialectHash = hashText(JSON.stringify(this.opening.dialect));
    this.pockyt = new Pockyt(
      ACCOUNT,
      this.opening.dialect,
      () => this.now,
      () => {
        this.now++;
      },
    );
  }

  /** Starts a process, which runs to its first call. Call `rest` on it. */
  start(task: Task, name: string): Process {
    const count = (this.#started.get(name) ?? 0) + 1;
    this.#started.set(name, count);
    const full = count === 1 ? name : `${name} #${count}`;
    const process = new Process(
      full,
      task,
      () => this.now,
      (call) => this.#issued(call),
    );
    this.alive.push(process);
    if (task.kind === 'notice' && task.isForged) this.ledger.forged.add(task.fields.transactionNo);
    this.story?.(`${full} begins`);
    const over = () => {
      if (process.state === 'alive') process.state = 'done';
    };
    this.product.start(process, task, portsOf(this, process)).then(
      (said) => {
        process.said = said;
        over();
      },
      (failure) => {
        process.failure = failure;
        over();
      },
    );
    return process;
  }

  /** Lets a process run to where it waits, and looks at what came of it if it is over. */
  async rest(process: Process): Promise<void> {
    await process.rest();
    if (process.state === 'done') this.#finished(process);
  }

  #finished(process: Process): void {
    this.#remove(process);
    const { said, failure, name } = process;
    if (failure instanceof Violation) throw failure;
    this.story?.(said ? `${name} ends: ${JSON.stringify(said)}` : `${name} fails: ${String(failure)}`);
    this.ledger.note(`${name} ended ${said ? `${said.kind} ${said.handed}` : 'with an error'}`);
    this.check('finishes', process);
    if (process.task.kind === 'notice' && said?.isAcknowledged)
      this.#acknowledged(process, process.task.fields);
  }

  #acknowledged(process: Process, fields: NoticeFields): void {
    const payment = this.stored().find(({ orders }) =>
      orders.some(({ providerReference }) => providerReference === fields.reference),
    );
    const notice = { process, fields, at: this.now, ...(payment && { reference: payment.reference }) };
    this.ledger.acknowledged.push(notice);
    this.ledger.note(`acknowledged ${fields.reference} ${fields.transactionNo} ${fields.status} ${this.now}`);
    this.check('acknowledges', notice);
  }

  kill(process: Process): void {
    process.state = 'dead';
    process.calls.length = 0;
    this.#remove(process);
    this.story?.(`${process.name} dies`);
  }

  #remove(process: Process): void {
    this.alive.splice(this.alive.indexOf(process), 1);
  }

  #issued(call: Call): void {
    if (call.sent === undefined) return;
    const post: Post = { ...call.sent, process: call.process, sentAt: this.now };
    call.post = post;
    this.ledger.sent(post);
    this.check('sends', post);
  }

  /** The call has its effect; its answer is kept until it is delivered. */
  perform(call: Call, how?: string): void {
    try {
      call.reply = { value: call.perform(how) };
    } catch (error) {
      if (error instanceof Violation) throw error;
      call.reply = { error: error as Error };
    }
    this.story?.(`${call.process.name}: ${call.name} ${call.about}${how ? ` (${how})` : ''}`);
    const { post, reply } = call;
    if (post === undefined || !('value' in reply)) return;
    post.arrivedAt = this.now;
    post.shown = (reply.value as Answer).shown;
    this.ledger.note(`arrived ${call.name} ${call.about} ${this.now} ${post.shown.kind}`);
    this.check('changes');
  }

  /** A payment was written. */
  written(write: Write): void {
    this.ledger.written(write);
    const { after, announces } = write;
    this.story?.(`  stored: ${this.product.brief(this.payments.get(after.reference) as object)}`);
    if (announces) this.story?.(`  event: ${after.reference} is ${announces}`);
    this.check('writes', write);
  }

  /** Whoever made the call reads its answer, and goes on to the next. */
  async deliver(call: Call, isLate = false): Promise<void> {
    const { process, reply } = call;
    process.calls.splice(process.calls.indexOf(call), 1);
    if (reply === undefined) throw new Error('A call without a reply.');
    if ('error' in reply) {
      process.digest = mix(process.digest, hashText(reply.error.message));
      this.story?.(`${process.name}: ${call.name} throws ${reply.error.name}: ${reply.error.message}`);
      call.reject(reply.error);
    } else {
      const value = 'again' in reply ? call.again?.() : reply.value;
      process.digest = mix(process.digest, call.digestOf(value));
      if (this.story) this.story(`${process.name}: ${isLate ? 'late, ' : ''}reads ${call.show(value)}`);
      if (call.post !== undefined) {
        call.post.answeredAt = this.now;
        this.ledger.note(`read ${call.name} ${call.about} ${call.post.sentAt} ${this.now}`);
        this.check('reads', call.post);
      }
      call.resolve(value);
    }
    await this.rest(process);
  }

  /** To its end, without a fault. */
  async finish(process: Process): Promise<void> {
    while (process.state === 'alive') {
      const call = process.calls[0] as Call;
      if (call.reply === undefined) this.perform(call);
      this.steps++;
      await this.deliver(call);
    }
  }

  /** Starts a process and lets it come to its end, without a fault. */
  async complete(task: Task, name: string): Promise<Process> {
    const process = this.start(task, name);
    await this.rest(process);
    await this.finish(process);
    return process;
  }

  view(body: object): PaymentView {
    const known = this.#views.get(body);
    if (known !== undefined) return known;
    const made = this.product.view(body);
    this.#views.set(body, made);
    return made;
  }

  /** Every payment that is stored. */
  stored(): PaymentView[] {
    const views: PaymentView[] = [];
    for (const { body } of this.payments.items.values()) {
      if (this.product.isPayment(body)) views.push(this.view(body));
    }
    return views;
  }

  payment(reference: string): PaymentView | undefined {
    const body = this.payments.get(reference);
    return body && this.product.isPayment(body) ? this.view(body) : undefined;
  }

  /** @throws {Violation} when a promise is broken. */
  check<Moment extends keyof Moments>(moment: Moment, ...what: Moments[Moment]): void {
    this.#judge(this, moment, ...what);
  }

  /** Two states with the same hash go on alike, whatever is chosen. */
  hash(): number {
    const { budget, payments, unmatched, pockyt, ledger } = this;
    let all = mix(payments.digest, unmatched.digest);
    all = mix(mix(all, pockyt.digest), mix(ledger.digest, this.now));
    all = mix(mix(all, pockyt.lag), this.#dialectHash);
    let processes = 0;
    for (const process of this.alive) {
      let digest = process.digest;
      for (const call of process.calls) digest = mix(digest, callState(call));
      processes = sum(processes, digest);
    }
    for (const { call, until } of this.stragglers) {
      processes = sum(processes, mix(hashText(`${call.process.name} ${call.name}`), until));
    }
    const { lost, held, ways, deaths, mishaps, clock, acts } = budget;
    const left = `${lost} ${held} ${ways} ${deaths} ${mishaps} ${clock} ${acts} ${this.progress.join()}`;
    return mix(mix(all, processes), hashText(left));
  }

  /** How states look alike: who stands where, without times and numbers. */
  shape(): number {
    let all = 0;
    for (const view of this.stored()) all = sum(all, hashText(`${view.reference} ${view.shape}`));
    for (const { number, versions } of this.pockyt.orders) {
      all = sum(all, hashText(`${number} ${versions.at(-1)?.status} ${versions.at(-1)?.refunds.length}`));
    }
    for (const { task, calls } of this.alive) {
      for (const call of calls)
        all = sum(all, hashText(`${task.kind} ${call.name} ${call.reply === undefined}`));
    }
    return all;
  }
}

function callState({ name, issuedAt, reply, digestOf }: Call): number {
  const state = reply === undefined ? 1 : 'again' in reply ? 2 : 3;
  const answer = reply !== undefined && 'value' in reply ? digestOf(reply.value) : 0;
  return mix(mix(hashText(name), issuedAt), mix(state, answer));
}
