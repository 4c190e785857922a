import type { NoticeChanges } from '#tools/simulator/notice.ts';
import type { Notice } from '#tools/simulator/notice-sender.ts';
import type { Refund } from '#tools/simulator/orders.ts';
import type { Simulator } from '#tools/simulator/simulator.ts';
import type { Ledger } from './ledger.ts';
import type { Plan } from './plan.ts';

/** Delivers Pockyt's notices as was planned, and some that are none. */
export interface Delivery {
  /** Keeps a notice that tells how the order stands now, to be delivered when it stands otherwise. */
  keepStale(transactionNo: string): void;
  /** Delivers what Pockyt has to tell about an order: lost, late, doubled and in any order, among forgeries. */
  deliver(transactionNo: string, plan: Plan): Promise<void>;
  /** Delivers a genuine notice about an order as it is now, or about a refund of it, until it is acknowledged. */
  tell(transactionNo: string, refund?: Refund): Promise<void>;
  /** Keeps what waits about an order from being delivered any more: it is lost. */
  lose(transactionNo: string): void;
  /** Whether all that is to come has come at least once. */
  isDone(): boolean;
  /** Counts what became of all notices. Gives what should not have become of them. */
  countInto(ledger: Ledger): string[];
}

type Kind = 'genuine' | 'stale' | 'forged' | 'leaked' | 'altered';

/** @param simulator holds its notices. */
export function createDelivery(simulator: Simulator): Delivery {
  /** The others are genuine. */
  const kinds = new Map<string, Kind>();
  const sent = new Set<Notice>();
  const lost = new Set<Notice>();
  const kindOf = ({ id }: Notice) => kinds.get(id) ?? 'genuine';
  const waitingFor = (transactionNo: string) =>
    simulator.notices.filter(
      (notice) => notice.transactionNo === transactionNo && !sent.has(notice) && !lost.has(notice),
    );

  function keep(transactionNo: string, kind: Kind, changes?: NoticeChanges, refund?: Refund): Notice {
    // Every order of the storm says where its notices go.
    const notice = simulator.keepNotice(transactionNo, changes, refund) as Notice;
    kinds.set(notice.id, kind);
    return notice;
  }

  async function send(notice: Notice, copies: number, afterMs: number): Promise<void> {
    if (copies === 0) return void lost.add(notice);
    sent.add(notice);
    if (copies === 1 || afterMs > 0) await simulator.sendNotice(notice.id, { afterMs, times: copies });
    else await Promise.all(Array.from({ length: copies }, () => simulator.deliver(notice.id)));
  }

  return {
    keepStale(transactionNo) {
      keep(transactionNo, 'stale');
    },
    async deliver(transactionNo, plan) {
      const order = simulator.orders.byTransactionNo(transactionNo);
      const waiting = waitingFor(transactionNo);
      const says = (status: string) => order?.status !== status;
      const forged = [
        ...(plan.forged
          ? [keep(transactionNo, 'forged', { status: 'success', token: 'a-forged-token' })]
          : []),
        ...(plan.leaked && says(plan.leaked) ? [keep(transactionNo, 'leaked', { status: plan.leaked })] : []),
        ...(plan.altered ? [keep(transactionNo, 'altered', { status: 'success', amount: '1.00' })] : []),
      ];
      const all = [...forged, ...waiting];
      await Promise.all(
        all.map((notice, index) => {
          const copies = kindOf(notice) === 'genuine' ? plan.copies : 1;
          return send(notice, copies, plan.delays[index % plan.delays.length]!);
        }),
      );
    },
    async tell(transactionNo, refund) {
      await send(keep(transactionNo, 'genuine', {}, refund), 1, 0);
    },
    lose(transactionNo) {
      for (const notice of waitingFor(transactionNo)) lost.add(notice);
    },
    isDone: () => [...sent].every(({ deliveries }) => deliveries.length > 0),
    countInto(ledger) {
      const { notices } = simulator;
      for (const notice of notices) {
        const { deliveries } = notice;
        const taken = deliveries.filter(({ acknowledged }) => acknowledged).length;
        const refused = deliveries.filter(({ httpStatus = 0 }) => httpStatus >= 400 && httpStatus < 500);
        ledger.count('notices sent', deliveries.length);
        ledger.count('notices refused', refused.length);
        ledger.count('notices not answered, or with a 5xx', deliveries.length - taken - refused.length);
        if (kindOf(notice) !== 'genuine') ledger.count(`notices ${kindOf(notice)}`);
        else if (deliveries.length === 0) ledger.count('notices lost');
        else {
          ledger.count('notices delivered', Math.min(taken, 1));
          ledger.count('notices duplicated', Math.max(taken - 1, 0));
          ledger.count('notices refused though genuine', refused.length);
        }
      }
      return notices
        .filter((notice) => kindOf(notice) === 'forged')
        .filter(({ deliveries }) => deliveries.some(({ acknowledged }) => acknowledged))
        .map(({ transactionNo }) => `a forged notice about ${transactionNo} was acknowledged`);
    },
  };
}
