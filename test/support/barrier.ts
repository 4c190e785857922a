import type { PaymentStore } from '#shared/payments/store.ts';

/** Holds whoever comes until `count` have come; from then on nobody waits. */
export function barrier(count: number): () => Promise<void> {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let waiting = 0;
  return () => {
    if (++waiting >= count) open();
    return opened;
  };
}

/** The store, with everybody held after their first look at a payment until all have had theirs. */
export function heldAfterFirstRead(payments: PaymentStore, count: number): () => PaymentStore {
  const wait = barrier(count);
  return () => {
    let isFirst = true;
    const held = async <T>(reading: Promise<T>): Promise<T> => {
      const read = await reading;
      if (isFirst) {
        isFirst = false;
        await wait();
      }
      return read;
    };
    return {
      ...payments,
      load: (reference) => held(payments.load(reference)),
      add: (payment) => held(payments.add(payment)),
    };
  };
}
