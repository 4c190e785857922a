import type { Invariant } from '../core/invariant.ts';
import { ownerOf } from '../core/ledger.ts';

/** Nothing that is done under one reference, by its name or by a name that looks like it, touches another payment. */
export const independence: Invariant = {
  name: 'independence',
  writes(_run, { process, after, before }) {
    const owner = ownerOf(process);
    if (owner !== undefined && owner !== after.reference) {
      return `${process.name} wrote the payment ${after.reference}`;
    }
    const { task } = process;
    if (task.kind !== 'notice') return undefined;
    const { reference } = task.fields;
    const isOurs = (before ?? after).orders.some(({ providerReference }) => providerReference === reference);
    return isOurs ? undefined : `a notice for ${reference} wrote the payment ${after.reference}`;
  },
  sends(run, { process, endpoint, parameters }) {
    if (endpoint === 'query') return undefined;
    const owner = ownerOf(process);
    const { reference, transactionNo } = parameters;
    const order = run.pockyt.orders.find(({ number }) => number === transactionNo);
    const name = order?.reference ?? reference ?? '';
    const belongsTo = run.ledger.owners.get(name);
    if (owner !== undefined && belongsTo !== undefined && belongsTo !== owner) {
      return `${process.name} sent a ${endpoint} for ${name}, an order of ${belongsTo}`;
    }
    if (endpoint === 'secure-pay' || belongsTo === undefined) return undefined;
    const isStored = run
      .payment(belongsTo)
      ?.orders.some(({ providerReference }) => providerReference === name);
    return isStored
      ? undefined
      : `${process.name} sent a ${endpoint} for ${name}, which ${belongsTo} does not hold`;
  },
  finishes(run, { task, said, name }) {
    if (!('reference' in task) || said === undefined) return undefined;
    const { reference } = task;
    const { payment } = said;
    if (payment && payment.reference !== reference) return `${name} was answered with ${payment.reference}`;
    if (task.kind !== 'create') return undefined;
    if (payment && Number(payment.amount) !== Number(task.amount)) {
      return `${name} of ${task.amount} was answered with a payment of ${payment.amount}`;
    }
    const stored = run.payment(reference);
    const isSame =
      stored === undefined ||
      (stored.amount === Math.round(Number(task.amount) * 100) && stored.storeNo === task.storeNo);
    return said.isConflict && isSame
      ? `${name} was refused though nobody else used its reference`
      : undefined;
  },
};
