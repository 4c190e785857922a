import { ourPayment } from '../speed/canned.ts';
import { billTable, charges, perHundredMilliseconds, total } from './bill.ts';
import { type Deployment, readDeployment } from './deployment.ts';
import { countLifecycle } from './lifecycle.ts';
import { type Charge, monthlyCharges } from './monthly.ts';
import { peerLifecycle } from './peer.ts';
import { type Kind, usageOf } from './usage.ts';

export interface CostReport {
  /** A million payments, as a table in Markdown. */
  readonly payments: string;
  /** A month, whether anybody pays or not, as a table in Markdown. */
  readonly month: string;
  /** USD for a million payments. */
  readonly totals: {
    readonly ours: number;
    /** With traces switched off, and where reconciliation finds nothing to look at besides. */
    readonly untraced: number;
    readonly unchecked: number;
    readonly rest: number;
    readonly peer: number;
  };
  /** USD that each further 100 ms of Pockyt's add to a million payments. */
  readonly perHundredMilliseconds: number;
}

/**
 * What it costs: calls and units are counted in the bundles, memory and the like are read in the template, prices are
 * those of prices.json, and the rest is in assumptions.ts.
 *
 * @param bundles the folder of the bundles.
 */
export async function costReport(bundles: string): Promise<CostReport> {
  const deployment = readDeployment();
  const steps = await countLifecycle(bundles);
  const ours = charges(usageOf(steps, { who: 'ours', api: 'httpApiRequest', deployment }));
  const without = { ...deployment, traced: false };
  const bill = (kind: Partial<Kind>, checks?: number) =>
    total(charges(usageOf(steps, { who: 'ours', api: 'httpApiRequest', deployment, ...kind }, checks)));
  return {
    payments: billTable(['a million payments', 'each'], ours),
    month: billTable(['a month', 'what'], monthlyCharges(deployment)),
    totals: {
      ours: total(ours),
      untraced: bill({ deployment: without }),
      unchecked: bill({ deployment: without }, 0),
      rest: bill({ api: 'restApiRequest' }),
      peer: total(peerCharges(deployment)),
    },
    perHundredMilliseconds: perHundredMilliseconds(deployment.memory),
  };
}

/** The peer as most would deploy it: no arm64, no traces, and memory as ours has, for a fair comparison. */
function peerCharges({ memory }: Deployment): Charge[] {
  const deployment = {
    memory,
    arm: false,
    traced: false,
    platformRecords: true,
    secrets: 1,
    alarmMetrics: 0,
    readersOfSecrets: 1,
  };
  const { request, status, createdAt, link, history } = ourPayment('order-1001', true);
  const stored = {
    ...request,
    status,
    version: 3,
    createdAt,
    ...link,
    history: history.map(({ at, event }) => ({ at, event })),
  };
  return charges(usageOf(peerLifecycle(stored), { who: 'peer', api: 'httpApiRequest', deployment }, 0));
}
