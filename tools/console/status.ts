import { type Html, html } from '#shared/http/html.ts';
import type { OrderState } from '#shared/payments/order.ts';
import type { Status } from '#shared/payments/status.ts';

const RING = '<circle cx="8" cy="8" r="5.5"/>';
const CROSS = '<path d="M4.5 4.5l7 7m0-7l-7 7"/>';

/** Each status has a shape of its own family, so that colour is never all that tells them apart. */
const SHAPES: Readonly<Record<Status, string>> = {
  creating: '<circle cx="8" cy="8" r="5.5" stroke-dasharray="3 2.75"/>',
  pending: `${RING}<path d="M8 5v3.2l2 1.3"/>`,
  unknown: '<path d="M5.6 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.8"/><path d="M8 12.9v.1"/>',
  paid: '<path d="M3.2 8.6l3.2 3.2 6.4-7"/>',
  rejected: `${RING}<path d="M4.4 11.6l7.2-7.2"/>`,
  failed: CROSS,
  closed: '<path d="M3.5 8h9"/>',
  expired: '<path d="M4.5 3h7M4.5 13h7M5.5 3c0 3 5 4 5 10M10.5 3c0 3-5 4-5 10"/>',
  refunded: `${RING}<path d="M10.8 8H5.4m2.3-2.3L5.4 8l2.3 2.3"/>`,
  reversed: '<path d="M6.2 3.6L3 6.8 6.2 10M3.4 6.8h6a3 3 0 0 1 0 6H7"/>',
};

/** The state of an order looks as the status that a payment of this order alone would have. */
const BY_STATE: Readonly<Record<OrderState, Status>> = {
  sending: 'creating',
  unknown: 'unknown',
  refused: 'rejected',
  absent: 'rejected',
  open: 'pending',
  expired: 'expired',
  failed: 'failed',
  closed: 'closed',
  paid: 'paid',
  reversed: 'reversed',
};

/** A status as a word with its shape. */
export function statusBadge(status: Status): Html {
  return badge(status, status);
}

/** The state of an order as a word with its shape. */
export function stateBadge(state: OrderState): Html {
  return badge(BY_STATE[state], state);
}

function badge(look: Status, word: string): Html {
  const shape = {
    html: `<svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">${SHAPES[look]}</svg>`,
  };
  return html`<span class="status ${look}">${shape}${word}</span>`;
}
