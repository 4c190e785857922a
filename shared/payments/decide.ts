import type { Notice } from '../pockyt/notice.ts';
import type { Link } from '../pockyt/secure-pay.ts';
import type { QueryAnswer } from '../pockyt/tran-query.ts';
import type { Decision } from './conclude.ts';
import type { Asker } from './history.ts';
import type { Demand } from './new-payment.ts';
import type { Failure, Payment } from './payment.ts';
import { type Confirmation, weighNotice } from './weigh-notice.ts';
import { weighLapse, weighOutcome, weighRequest } from './weigh-outcome.ts';
import { postponed, weighQuery } from './weigh-query.ts';
import {
  type RefundDemand,
  type RefundOutcome,
  weighRefundDemand,
  weighRefundOutcome,
} from './weigh-refund.ts';

/** What became of our own call for an order. It counts only from the owner of the payment's lock. */
export type Outcome =
  | { readonly kind: 'link'; readonly owner: string; readonly link: Link; readonly failure?: undefined }
  | {
      /**
       * `refused-in-rotation`: our signature was refused while the token is being replaced. There is no order, and soon
       * there can be one.
       */
      readonly kind: 'refused' | 'refused-in-rotation' | 'unknown-outcome';
      readonly owner: string;
      readonly link?: undefined;
      readonly failure: Failure;
    };

/** What was learnt about a payment, or is asked of it again. */
export type Evidence =
  | Outcome
  | { readonly kind: 'requested'; readonly demand: Demand }
  | { readonly kind: 'lapsed' }
  | {
      readonly kind: 'notice';
      readonly notice: Notice;
      readonly credentials: string;
      readonly confirmation: Confirmation;
    }
  | {
      readonly kind: 'query';
      /** The order that was asked about. */
      readonly providerReference: string;
      readonly answer: QueryAnswer;
      readonly asker: Asker;
    }
  | { readonly kind: 'unanswered'; readonly atOnce: boolean }
  | { readonly kind: 'refund-demand'; readonly demand: RefundDemand }
  | {
      readonly kind: 'refund-outcome';
      readonly refundReference: string;
      readonly owner: string;
      readonly outcome: RefundOutcome;
    };

/**
 * What a payment becomes in the light of new evidence: the only place where a status changes.
 *
 * Pure. `now` is the time at which the evidence was seen; `version` is left to whoever writes.
 */
export function decide(payment: Payment, evidence: Evidence, now: Date): Decision {
  switch (evidence.kind) {
    case 'requested':
      return weighRequest(payment, evidence.demand, now);
    case 'lapsed':
      return weighLapse(payment, now);
    case 'notice':
      return weighNotice(payment, evidence, now);
    case 'query':
      return weighQuery(payment, evidence, now);
    case 'unanswered':
      return postponed(payment, evidence.atOnce, now);
    case 'refund-demand':
      return weighRefundDemand(payment, evidence.demand, now);
    case 'refund-outcome':
      return weighRefundOutcome(payment, evidence, now);
    default:
      return weighOutcome(payment, evidence, now);
  }
}
