import type { Happened, NoticeView, OrderView } from '#tools/simulator/control-acts.ts';

/** Orders as a table, a line each. */
export function orderLines(orders: readonly OrderView[]): string[] {
  if (orders.length === 0) return ['There are no orders yet: create a payment link.'];
  return columns(
    orders.map(({ reference, transactionNo, amount, currency, status, refunded }) => [
      reference,
      transactionNo,
      `${amount} ${currency}`,
      status,
      refunded === '0.00' ? '' : `refunded ${refunded}`,
    ]),
  );
}

/** Notices as a table, a line each. */
export function noticeLines(notices: readonly NoticeView[]): string[] {
  if (notices.length === 0) return ['There are no notices yet.'];
  return columns(notices.map((notice) => [notice.id, notice.reference, deliveriesOf(notice)]));
}

/** What was done to an order, and whether the merchant knows. */
export function toldLine(told: Happened, lateSeconds?: number): string {
  return `${told.order.reference} is ${told.order.status}. ${noticeSentence(told, lateSeconds)}`;
}

/** Whether the merchant knows. */
export function noticeSentence({ notice, sending }: Happened, seconds?: number): string {
  if (notice === undefined) return 'It has no ipnUrl, so the merchant is not told.';
  const { id } = notice;
  switch (sending) {
    case 'later':
      return `${id} goes out in ${seconds} s.`;
    case 'lost':
      return `${id} is lost: the merchant is not told. It can still come with \`notices send ${id}\`.`;
    case 'held':
      return `${id} waits, since notices are off; send it with \`notices send ${id}\`.`;
    default:
      return `${id}: ${deliveriesOf(notice)}.`;
  }
}

/** How often a notice was sent, and how it was answered in the end. */
export function deliveriesOf({ deliveries }: NoticeView): string {
  const last = deliveries.at(-1);
  if (last === undefined) return 'not sent';
  const often = deliveries.length === 1 ? '' : `sent ${deliveries.length} times, last `;
  if (last.httpStatus === undefined) return `${often}not answered (${last.error})`;
  const word = last.acknowledged ? 'acknowledged' : 'not acknowledged';
  return `${often}answered ${last.httpStatus} ${last.answer?.trim().slice(0, 60)}, ${word}`;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
