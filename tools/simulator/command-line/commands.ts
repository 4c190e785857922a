import type { Happened, NoticeView, OrderView } from '#tools/simulator/control-acts.ts';
import { wrongUsage } from './failure.ts';
import { numberIn, numberOf, type OptionName, type Options } from './options.ts';
import type { Remote } from './remote.ts';
import type { Step } from './rotate.ts';
import type { Running } from './running.ts';
import { deliveriesOf, noticeLines, noticeSentence, orderLines, toldLine } from './show.ts';

export interface Invocation {
  readonly args: readonly string[];
  readonly options: Options;
  readonly running: Running;
  readonly remote: Remote;
  /** Prints a line for a person. */
  readonly say: (line: string) => void;
}

export interface Command {
  /** How its arguments are written in the help; `[...]` may be left out. */
  readonly args: string;
  /** How many there are, at least and at most. */
  readonly arity: readonly [least: number, most: number];
  readonly does: string;
  readonly options: readonly OptionName[];
  /** Lines that its own help adds. */
  readonly notes?: readonly string[];
  /** Does it, says it, and gives what `--json` prints. */
  run(invocation: Invocation): Promise<unknown>;
}

const TELLING = ['late', 'lost', 'times', 'amount', 'currency'] as const;

export const COMMANDS: Readonly<Record<string, Command>> = {
  orders: {
    args: '',
    arity: [0, 0],
    does: 'lists the orders',
    options: [],
    async run({ remote, say }) {
      const orders = await remote<OrderView[]>('GET', 'orders');
      orderLines(orders).forEach(say);
      return orders;
    },
  },
  pay: verb('pay', 'the shopper pays'),
  fail: verb('fail', 'the payment fails'),
  close: verb('close', 'the order is closed'),
  reverse: verb('reverse', 'the money goes back'),
  confirm: verb('confirm', 'the shopper pressed the button, and the confirmation is waited for'),
  deal: verb('deal', 'the payment method deals with it'),
  refund: {
    args: '<order> [amount]',
    arity: [1, 2],
    does: 'a refund in the portal, of all that is left if no amount is said',
    options: ['notice'],
    async run({ args: [order, amount], options, remote, say }) {
      const body = { amount, ...options };
      const told = await remote<Happened>('POST', `orders/${encodeURIComponent(order!)}/refunds`, body);
      const { reference, refunded, amount: paid, currency } = told.order;
      const sentence = options.notice ? noticeSentence(told) : 'The merchant is not told.';
      say(`${reference}: ${refunded} of ${paid} ${currency} is refunded. ${sentence}`);
      return told;
    },
  },
  lag: {
    args: '<order> [queries]',
    arity: [1, 2],
    does: 'the next queries about it, one if not said, tell what was true before its last change',
    options: [],
    async run({ args: [order, number = '1'], remote, say }) {
      const queries = numberOf('queries', number);
      const path = `orders/${encodeURIComponent(order!)}/lag`;
      const answer = await remote<{ order: OrderView }>('POST', path, { queries });
      const about = `about ${answer.order.reference}`;
      say(
        queries === 1
          ? `The next query ${about} tells what was true before.`
          : `The next ${queries} queries ${about} tell what was true before.`,
      );
      return answer;
    },
  },
  forge: {
    args: '<order>',
    arity: [1, 1],
    does: 'sends a notice about what did not happen, signed with a wrong token',
    options: ['leaked', 'status', 'amount', 'currency'],
    async run({ args: [order], options, remote, say }) {
      const told = await remote<Happened>('POST', `orders/${encodeURIComponent(order!)}/forgeries`, options);
      say(`Forged. ${toldLine(told)}`);
      return told;
    },
  },
  notices: {
    args: '[on|off|send <notice>]',
    arity: [0, 2],
    does: 'lists the notices; lets them go out or not; sends one again',
    options: ['late', 'times'],
    run: notices,
  },
  fault: {
    args: '<endpoint> <kind> | clear | accept',
    arity: [1, 2],
    does: 'a call of the API goes wrong, or none any more',
    options: ['always', 'accept', 'code', 'message', 'seconds'],
    notes: [
      'endpoints: secure-pay, tran-query, refund, cancel',
      'kinds: refuse, hang, cut, midway, server-error, not-json, oversized, slow',
      'clear: nothing goes wrong any more; accept: carries out the calls with `--accept late`',
    ],
    run: fault,
  },
  rotate: {
    args: '[new token]',
    arity: [0, 1],
    does: "replaces the merchant's token, in the secret and at Pockyt, step by step",
    options: ['step'],
    notes: [
      'pending: the new token is put into the secret, before Pockyt uses it',
      'switch: Pockyt uses it',
      'promote: it is the current one in the secret, and the old one the previous',
      'retire: the old one is removed; never done unless it is named',
      "The shell's history keeps the token, so make one up.",
    ],
    async run({ args: [token], options, running, remote, say }) {
      // The client for Secrets Manager takes longer to load than every other command to run.
      const { rotate, STEPS } = await import('./rotate.ts');
      const step = options.step as Step | undefined;
      if (step !== undefined && !STEPS.includes(step)) {
        throw wrongUsage(`--step must be ${STEPS.join(', ')}.`);
      }
      return rotate({ running, remote, token, step, say });
    },
  },
};

function verb(name: string, does: string): Command {
  return {
    args: '<order>',
    arity: [1, 1],
    does,
    options: TELLING,
    async run({ args: [order], options, remote, say }) {
      const { late, times, ...rest } = options;
      const lateSeconds = numberIn('late', late);
      const told = await remote<Happened>('POST', `orders/${encodeURIComponent(order!)}/${name}`, {
        ...rest,
        lateSeconds,
        times: numberIn('times', times),
      });
      say(toldLine(told, lateSeconds));
      return told;
    },
  };
}

async function notices({ args, options, remote, say }: Invocation): Promise<unknown> {
  const [what, id] = args;
  if (what !== 'send' && (id !== undefined || Object.keys(options).length > 0)) {
    throw wrongUsage('Only `notices send <notice>` takes more.');
  }
  if (what === undefined) {
    const all = await remote<NoticeView[]>('GET', 'notices');
    noticeLines(all).forEach(say);
    return all;
  }
  if (what === 'on' || what === 'off') {
    const answer = await remote('PUT', 'notices', { held: what === 'off' });
    say(
      what === 'off' ? 'New notices do not go out.' : 'New notices go out; those that were kept back do not.',
    );
    return answer;
  }
  if (what !== 'send' || id === undefined) throw wrongUsage(`There is no \`notices ${args.join(' ')}\`.`);
  const lateSeconds = numberIn('late', options.late);
  const body = { lateSeconds, times: numberIn('times', options.times) };
  const notice = await remote<NoticeView>('POST', `notices/${encodeURIComponent(id)}/send`, body);
  say(lateSeconds ? `${id} goes out in ${lateSeconds} s.` : `${id}: ${deliveriesOf(notice)}.`);
  return notice;
}

async function fault({ args: [endpoint, kind], options, remote, say }: Invocation): Promise<unknown> {
  if (kind === undefined && Object.keys(options).length > 0) {
    throw wrongUsage('Only `fault <endpoint> <kind>` takes options.');
  }
  if (endpoint === 'clear' && kind === undefined) {
    const answer = await remote('DELETE', 'faults');
    say('Nothing goes wrong any more.');
    return answer;
  }
  if (endpoint === 'accept' && kind === undefined) {
    const answer = await remote<{ accepted: string[] }>('POST', 'late-calls/accept', {});
    say(`${answer.accepted.length} late calls carried out: ${answer.accepted.join(', ') || 'none waited'}.`);
    return answer;
  }
  if (kind === undefined) throw wrongUsage('fault needs an endpoint and a kind, or `clear` or `accept`.');
  const { seconds, ...rest } = options;
  const body = { endpoint, kind, ...rest, seconds: numberIn('seconds', seconds) };
  const answer = await remote('POST', 'faults', body);
  say(`${options.always ? 'Every' : 'The next'} ${endpoint} call goes wrong: ${kind}.`);
  return answer;
}
