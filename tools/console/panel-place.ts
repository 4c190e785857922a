import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Html } from '#shared/http/html.ts';

/** The simulator's panel, where things go wrong on purpose. A real provider has none. */
export interface Panel {
  /**
   * The scenarios of one payment: stands under its actions.
   *
   * @param order Pockyt's number of the order that they are of; the newest if not said.
   */
  section(reference: string, order?: string): Html;
  /** The scenarios of all payments, and what is held back or planted: stands on the first page. */
  overview(): Html;
  /** Answers a POST under `/console/panel/`. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    form: URLSearchParams,
  ): Promise<void>;
  /** What was done, in a sentence, by the key that stands in a page's query as `said`. */
  said(key: string): string | undefined;
}
