import type { Answer, Client } from './client.ts';
import { inShort, membersOf } from './expect.ts';

/** What a link is made of, when nothing else is said. */
export interface Order {
  readonly amount: string;
  readonly currency: string;
  readonly vendor: string;
}

/** A link that was made, as the endpoint told it. */
export interface MadeLink extends Order {
  readonly reference: string;
  readonly transactionNo: string;
  readonly paymentUrl: string;
  readonly settleCurrency: string;
}

/** What the cases have in common. */
export interface Workbench {
  readonly client: Client;
  readonly apiKey: string;
  readonly order: Order;
  /** The merchant's; or, where it was not given, one that is made up. */
  readonly token: string;
  /** A reference that nobody has used. */
  reference(): string;
  /** The smallest request, under a reference of its own, with the changes. */
  fields(changes?: Readonly<Record<string, unknown>>): Record<string, unknown> & { reference: string };
  /** Asks for a link. What comes of it is remembered, to be cancelled in the end. */
  create(body: object | string): Promise<Answer>;
  /** The link of that name, made when it is first asked for. */
  link(name: LinkName): Promise<MadeLink>;
  read(reference: string): Promise<Answer>;
  /** Asks Pockyt first. */
  refresh(reference: string): Promise<Answer>;
  /** The references under which something was made. */
  readonly made: ReadonlySet<string>;
  /** The references under which something was asked for and nothing was made. */
  unmade(): readonly string[];
}

/** Links that several cases share. */
export type LinkName = 'plain' | 'forged' | 'signed' | 'cancelled';

/** The endpoint does not make links, so that next to nothing can be tried. */
export class NoLinkError extends Error {
  override readonly name = 'NoLinkError';
}

/** Where the customer would go. Nobody goes there: nothing is paid. */
const CALLBACK_URL = 'https://shop.example/conformance?status={status}';
/** In which links expire that could not be cancelled. */
export const TIMEOUT_MINUTES = '15';

export interface WorkbenchOptions {
  readonly client: Client;
  readonly apiKey: string;
  readonly order: Order;
  readonly token: string;
  /** Of letters and digits; another one for each run. */
  readonly run: string;
}

export function createWorkbench({ client, apiKey, order, token, run }: WorkbenchOptions): Workbench {
  const used = new Set<string>();
  const made = new Set<string>();
  const links = new Map<LinkName, Promise<MadeLink>>();
  let count = 0;
  const reference = () => `conformance-${run}-${++count}`;
  const fields: Workbench['fields'] = (changes) => ({
    ...order,
    callbackUrl: CALLBACK_URL,
    timeout: TIMEOUT_MINUTES,
    reference: reference(),
    ...changes,
  });

  async function create(body: object | string): Promise<Answer> {
    if (typeof body === 'object' && 'reference' in body) used.add(String(body.reference));
    const headers = { 'content-type': 'application/json' };
    const answer = await client.send({ path: '/payment-links', headers, body });
    const { reference } = membersOf(answer);
    if (answer.status < 300 && typeof reference === 'string') made.add(reference);
    return answer;
  }

  async function makeLink(): Promise<MadeLink> {
    const answer = await create(fields());
    const { detail } = membersOf(answer);
    if (answer.status !== 201) throw new NoLinkError(`${inShort(answer)}. ${detail ?? ''}`.trim());
    return membersOf(answer) as unknown as MadeLink;
  }

  return {
    client,
    apiKey,
    order,
    token,
    made,
    unmade: () => [...used].filter((name) => name.startsWith(`conformance-${run}-`) && !made.has(name)),
    reference,
    fields,
    create,
    link(name) {
      const link = links.get(name) ?? makeLink();
      links.set(name, link);
      return link;
    },
    read: (of) => client.send({ path: `/payment-links/${of}` }),
    refresh: (of) => client.send({ method: 'POST', path: `/payment-links/${of}/refresh` }),
  };
}
