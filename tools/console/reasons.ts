import type { Failure } from '#shared/payments/lease.ts';

const REASONS: Readonly<Record<string, string>> = {
  'refused-by-pockyt': 'Pockyt refused the request',
  'credentials-refused': 'Pockyt refused the credentials',
  'not-sent': 'there was no time left to ask Pockyt',
  deadline: 'Pockyt did not answer in time',
  connection: 'the connection to Pockyt broke',
  oversized: 'Pockyt answered with more than can be read',
  'server-error': 'Pockyt answered with an error of its own',
  unreadable: 'Pockyt’s answer could not be read',
  'return-code': 'Pockyt’s answer does not say whether there is an order',
  'unusable-link': 'Pockyt’s answer has no link that can be used',
  'another-refund': 'Pockyt’s answer is about another refund',
  'repeated-reference': 'Pockyt knows the reference already',
  abandoned: 'the request ended before Pockyt’s answer was stored',
  'lease-expired': 'the answer came when the request had been given up',
  'never-arrived': 'the request never arrived at Pockyt',
  'reference-taken': 'Pockyt has another transaction under the reference',
  'resolved-by-a-person': 'a person saw that Pockyt did not make it',
  'unknown-order': 'Pockyt knows no such order',
};

/** Why something is not as it was wanted, in words that go into a sentence. */
export function reasonInWords({ reason, code }: Failure): string {
  const words = REASONS[reason] ?? reason;
  return code === undefined ? words : `${words} (code ${code})`;
}
