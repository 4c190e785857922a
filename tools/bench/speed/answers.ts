/** What a service answers, canned: the same to everybody, and without work that would count as the caller's. */
export interface CannedAnswer {
  readonly status: number;
  readonly body: string;
}

export type Service = 'dynamodb' | 'secretsmanager' | 'pockyt';

/** The texts that are answered; made once, by whoever starts the benchmark. */
export interface Canned {
  readonly secret: string;
  readonly link: string;
  readonly transaction: string;
  /** Items by table and reference, as JSON text in DynamoDB's form. */
  readonly items: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const OK = { status: 200, body: '{}' };
const NO_VERSION = { status: 400, body: '{"__type":"ResourceNotFoundException","Message":"None."}' };
const TAKEN = '"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"';

/**
 * Answers for the three services. Bodies are searched as text and not parsed, since with a stubbed network this runs
 * in the process whose time is measured. Its last argument but one is the `x-amz-target` of AWS's protocols, or
 * Pockyt's path.
 */
export function cannedAnswers({ secret, link, transaction, items }: Canned) {
  const read = { status: 200, body: secret };
  const made = { status: 200, body: link };
  const found = { status: 200, body: transaction };
  const stored = Object.entries(items).map(([table, byReference]) => ({
    table: `"${table}"`,
    items: Object.entries(byReference).map(([reference, item]) => ({
      key: `"${reference}"`,
      there: { status: 200, body: `{"Item":${item}}` },
      taken: { status: 400, body: `{${TAKEN},"message":"The conditional request failed","Item":${item}}` },
    })),
  }));
  const itemIn = (body: string) =>
    stored.find(({ table }) => body.includes(table))?.items.find(({ key }) => body.includes(key));

  return (service: Service, target: string, body: string): CannedAnswer => {
    if (service === 'secretsmanager') return /AWSP(ENDING|REVIOUS)/.test(body) ? NO_VERSION : read;
    if (service === 'pockyt') return target.includes('tran-query') ? found : made;
    if (target.endsWith('GetItem')) return itemIn(body)?.there ?? OK;
    return body.includes('attribute_not_exists') ? (itemIn(body)?.taken ?? OK) : OK;
  };
}
