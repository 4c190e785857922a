/** What Pockyt has for a reference: the word of its newest order, or none. */
export type Word = 'none' | 'pending' | 'success' | 'failed' | 'closed';

/** What one payment should be, by a handful of rules. Amounts are whole cents. */
export interface Model {
  readonly reference: string;
  status: 'none' | 'pending' | 'unknown' | 'rejected' | 'paid' | 'failed' | 'closed' | 'expired';
  word: Word;
  /** Whether reconciliation still looks at it. */
  watched: boolean;
  /** Refunds that were asked for here: whether Pockyt heard of them, and whether we know. */
  refunds: Map<string, { amount: number; heard: boolean; known: boolean }>;
  /** What the portal gave back, and how much of it we have seen. */
  portal: number;
  portalSeen: number;
}

export const PRICE = 1300;

export function newModel(reference: string): Model {
  return {
    reference,
    status: 'none',
    word: 'none',
    watched: true,
    refunds: new Map(),
    portal: 0,
    portalSeen: 0,
  };
}

/** A link is made where there is none, and none is known to be payable. */
export function made(model: Model): void {
  Object.assign(model, { status: 'pending', word: 'pending', watched: true });
}

/** Pockyt was asked: the truth is known, so far as a question tells it. */
export function asked(model: Model): void {
  const { status, word } = model;
  if (word === 'success' && status !== 'none') model.status = 'paid';
  else if (status === 'pending' && (word === 'failed' || word === 'closed')) model.status = word;
  else if (status === 'unknown' && (word === 'failed' || word === 'closed')) model.status = 'rejected';
  if (model.status === 'paid') {
    model.portalSeen = model.portal;
    for (const refund of model.refunds.values()) if (refund.heard) refund.known = true;
  }
}

/** Every check has come: nothing waits any more, and nothing payable is left that nobody was given. */
export function swept(model: Model): void {
  if (model.status === 'unknown') {
    if (model.word === 'pending') model.word = 'closed';
    if (model.word !== 'success') model.status = 'rejected';
  }
  if (model.status === 'paid') {
    // Looked at only while a refund is open.
    if ([...model.refunds.values()].some(({ known }) => !known)) asked(model);
    return;
  }
  const rejected = model.status === 'rejected';
  if (model.watched && !rejected) asked(model);
  if (model.status === 'pending') model.status = 'expired';
  model.watched = false;
}

/** Cents that Pockyt has given back. */
export function givenBack({ refunds, portal }: Model): number {
  return [...refunds.values()].reduce((sum, { amount, heard }) => sum + (heard ? amount : 0), portal);
}

/** Cents that may still be given back, by what is known here. */
export function left(model: Model): number {
  const asked = [...model.refunds.values()].reduce((sum, { amount }) => sum + amount, 0);
  return Math.max(PRICE - asked - model.portalSeen, 0);
}
