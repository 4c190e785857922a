import type { ServerResponse } from 'node:http';
import { stringify } from 'lossless-json';
import { type Answer, CODES, refusalAnswer } from './answers.ts';
import type { Fault } from './faults.ts';

/** A call that waits for its answer. */
export interface Exchange {
  readonly response: ServerResponse;
  /** Carries the call out, once. */
  work(): Answer;
  /** Keeps work for when the test says. */
  later(work: () => Answer): void;
}

const OVERSIZED_BYTES = 65 * 1024 + 1;

/** Answers a call, or fails to in the way that the fault describes. */
export async function answerCall(fault: Fault | undefined, exchange: Exchange): Promise<void> {
  const { response } = exchange;
  if (fault === undefined) return send(response, exchange.work());
  if (fault.kind === 'slow') {
    const answer = exchange.work();
    await Promise.allSettled([typeof fault.until === 'function' ? fault.until() : fault.until]);
    return send(response, answer);
  }

  if (fault.kind === 'altered') return send(response, altered(exchange.work(), fault.result));

  const text = textOf(accepted(fault, exchange) ?? refusalAnswer({ code: CODES.systemError }));
  switch (fault.kind) {
    case 'refuse':
      return send(response, refusalAnswer(fault));
    case 'hang':
      return;
    case 'cut':
      return fault.at === 'midway' ? cutMidway(response, text) : void response.destroy();
    case 'server-error':
      return void response.writeHead(fault.httpStatus ?? 500).end(fault.body);
    case 'not-json':
      return void response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(fault.body ?? '<html><body>Gateway</body></html>');
    case 'oversized':
      return sendText(response, 200, text.padEnd(fault.bytes ?? OVERSIZED_BYTES));
  }
}

function accepted(
  fault: Exclude<Fault, { kind: 'slow' | 'altered' }>,
  exchange: Exchange,
): Answer | undefined {
  switch (fault.accept ?? 'never') {
    case 'now':
      return exchange.work();
    case 'late':
      exchange.later(exchange.work);
      return undefined;
    case 'on-hang-up':
      exchange.response.once('close', () => exchange.work());
      return undefined;
    case 'never':
      return undefined;
  }
}

function altered({ httpStatus, body }: Answer, changes: Readonly<Record<string, unknown>>): Answer {
  return { httpStatus, body: { ...body, result: { ...(body.result as object), ...changes } } };
}

function send(response: ServerResponse, answer: Answer): void {
  sendText(response, answer.httpStatus, textOf(answer));
}

/** Numbers keep their text: an amount is 0.10 on the wire if that is what it says. */
function textOf({ body }: Answer): string {
  return stringify(body) as string;
}

function sendText(response: ServerResponse, httpStatus: number, text: string): void {
  // Whoever called may have hung up by now.
  if (!response.destroyed) response.writeHead(httpStatus, jsonHeaders(text)).end(text);
}

/** Promises the whole body, sends half of it, and hangs up once that half has left. */
function cutMidway(response: ServerResponse, text: string): void {
  response.writeHead(200, jsonHeaders(text));
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

function jsonHeaders(text: string) {
  return { 'content-type': 'application/json;charset=UTF-8', 'content-length': Buffer.byteLength(text) };
}
