import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Live } from './live.ts';
import type { MerchantApi } from './merchant-api.ts';
import type { Kept, Outcome } from './outcomes.ts';
import type { Surroundings } from './page.ts';
import type { Panel } from './panel-place.ts';
import type { StoredPayments } from './stored-payments.ts';
import type { Clock } from './times.ts';
import type { Wire } from './wire.ts';

/** What the pages show, and by what they act. */
export interface Deps extends Surroundings {
  readonly api: MerchantApi;
  readonly payments: StoredPayments;
  readonly outcomes: Kept<Outcome>;
  readonly live: Live;
  readonly panel?: Panel;
  readonly wire?: Wire;
  readonly clock: () => Clock;
}

/** A request for one of the console's pages. */
export interface Context {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** What stands in the path where the route has a group, decoded. */
  readonly parts: readonly string[];
  /** What a form has sent; empty for a GET. */
  readonly form: URLSearchParams;
}
