import { billTable, charges, paidLooks, perHundredMilliseconds, total } from './bill.ts';
import { type Deployment, readDeployment } from './deployment.ts';
import { countLifecycle, type Lifecycle } from './lifecycle.ts';
import { type Charge, monthlyCharges } from './monthly.ts';
import { peerLifecycle } from './peer.ts';
import { type Kind, usageOf } from './usage.ts';

export interface CostReport {
  /** What was counted. */
  readonly lifecycle: Lifecycle;
  /** A million payments, as a table in Markdown. */
  readonly payments: string;
  /** A month, whether anybody pays or not, as a table in Markdown. */
  readonly month: string;
  /** USD for a million payments. */
  readonly totals: {
    readonly ours: number;
    /** With traces switched off, and where reconciliation finds nothing to look at before a payment is paid. */
    readonly untraced: number;
    readonly unchecked: number;
    readonly rest: number;
    readonly peer: number;
  };
  /** USD that each further 100 ms of Pockyt's add to a million payments. */
  readonly perHundredMilliseconds: number;
  /** USD that each of `paidChecks` costs a million payments. */
  readonly perPaidCheck: number;
}

/**
 * What it costs: calls and units are counted in the bundles, memory and the like are read in the template, prices are
 * those of prices.json, and the rest is in assumptions.ts.
 *
 * @param bundles the folder of the bundles.
 */
export async function costReport(bundles: string): Promise<CostReport> {
  const deployment = readDeployment();
  const lifecycle = await countLifecycle(bundles, deployment);
  const paidChecks = deployment.paidChecks.split(',').length;
  const looks = paidLooks(lifecycle.paidLook, paidChecks, kindOf({ deployment }));
  const ours = (kind: Partial<Kind> = {}, checks?: number) => [
    ...charges(usageOf(lifecycle, kindOf({ deployment, ...kind }), checks)),
    looks,
  ];
  const without = { ...deployment, traced: false };
  return {
    lifecycle,
    payments: billTable(['a million payments', 'each'], ours()),
    month: billTable(['a month', 'what'], monthlyCharges(deployment, lifecycle.emptyRun)),
    totals: {
      ours: total(ours()),
      untraced: total(ours({ deployment: without })),
      unchecked: total(ours({ deployment: without }, 0)),
      rest: total(ours({ api: 'restApiRequest' })),
      peer: total(peerCharges(lifecycle, deployment)),
    },
    perHundredMilliseconds: perHundredMilliseconds(lifecycle, paidChecks, deployment.memory),
    perPaidCheck: looks.usd / paidChecks,
  };
}

const kindOf = (kind: Pick<Kind, 'deployment'> & Partial<Kind>): Kind => ({
  who: 'ours',
  api: 'httpApiRequest',
  ...kind,
});

/** The peer as most would deploy it: no arm64, no traces, and memory as ours has, for a fair comparison. */
function peerCharges({ payment }: Lifecycle, { memory }: Deployment): Charge[] {
  const deployment = { memory, arm: false, traced: false, platformRecords: true };
  const { request, status, createdAt, orders, history } = payment;
  const stored = {
    ...request,
    status,
    version: 3,
    createdAt,
    ...orders[0]?.link,
    history: history.map(({ at, event }) => ({ at, event })),
  };
  return charges(usageOf(peerLifecycle(stored), kindOf({ who: 'peer', deployment }), 0));
}
