import { UNANSWERED_REASONS } from '#functions/refresh-link/refresh-link.ts';
import { REFUND_FIELDS } from '#functions/refund/request.ts';
import { RESOLUTION_FIELDS } from '#functions/resolution/request.ts';
import { LANGUAGES } from '#functions/return-page/languages.ts';
import type { paymentLinkWithHistory } from '#shared/http/payment-link.ts';
import { PROBLEM_URN, PROBLEMS } from '#shared/http/problem.ts';
import type { Discrepancy, HistoryEntry, Trigger } from '#shared/payments/history.ts';
import { RANKS } from '#shared/payments/order.ts';
import { STATUSES } from '#shared/payments/status.ts';
import type { UnknownOutcomeCause } from '#shared/pockyt/errors.ts';
import { CURRENCIES, SECURE_PAY_RULES, TERMINALS } from '#shared/pockyt/fields.ts';
import { readOpenApi } from '#tools/harness/openapi.ts';
import { ofType, synthesize } from '#tools/harness/template.ts';

const openApi = readOpenApi();
const { document } = openApi;
const schemas = document.components.schemas;

interface Place {
  readonly pointer: string;
  readonly key: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever stands in the document
  readonly node: any;
}

function places(node: unknown, pointer = '', key = ''): Place[] {
  if (typeof node !== 'object' || node === null) return [{ pointer, key, node }];
  const below = Object.entries(node).flatMap(([name, child]) =>
    places(child, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, name),
  );
  return [{ pointer, key, node }, ...below];
}

const everything = places(document);

describe('the OpenAPI document', () => {
  it('has the routes of the stack, and says which need a key', () => {
    const stack = synthesize({ returnPage: true });
    const routes = Object.values(ofType(stack, 'AWS::ApiGatewayV2::Route'));
    expect([...openApi.operations].sort()).toEqual(
      routes.map(({ Properties }) => Properties.RouteKey).sort(),
    );
    const open = routes.filter(({ Properties }) => Properties.AuthorizationType === 'NONE');
    expect(open.map(({ Properties }) => Properties.RouteKey)).toEqual(['POST /ipn', 'GET /return/{id}']);
    expect(document.security).toEqual([{ apiKey: [] }]);
    expect(everything.filter(({ key }) => key === 'security').map(({ pointer }) => pointer)).toEqual([
      '/security',
      '/paths/~1ipn/post/security',
      '/paths/~1return~1{id}/get/security',
    ]);
  });

  it('refers to nothing that is not there', () => {
    const references = everything.filter(({ key }) => key === '$ref');
    const known = new Set(everything.map(({ pointer }) => `#${pointer}`));
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter(({ node }) => !known.has(node)).map(({ node }) => node)).toEqual([]);
  });

  it('has only schemas that compile, and uses each', () => {
    const all = [
      ...everything.filter(({ key }) => key === 'schema').map(({ pointer }) => pointer),
      ...Object.keys(schemas).map((name) => `/components/schemas/${name}`),
    ];
    for (const pointer of all) expect(() => openApi.errorsOf(pointer, null)).not.toThrow();
    const used = new Set(everything.filter(({ key }) => key === '$ref').map(({ node }) => node));
    expect(Object.keys(schemas).filter((name) => !used.has(`#/components/schemas/${name}`))).toEqual([]);
  });

  it('has only examples that are valid', () => {
    const media = everything.filter(({ node }) => node?.schema !== undefined && node.examples !== undefined);
    expect(media.length).toBeGreaterThan(8);
    for (const { pointer, node } of media) {
      for (const [name, { value }] of Object.entries<{ value: unknown }>(node.examples)) {
        expect([pointer, name, openApi.errorsOf(`${pointer}/schema`, value)]).toEqual([pointer, name, []]);
      }
    }
  });

  it('has every problem type with its status and title, and in a response of that status', () => {
    const described = Object.values<{ properties?: Record<string, { const: string }> }>(schemas)
      .filter(({ properties }) => properties?.type?.const?.startsWith(PROBLEM_URN))
      .map(({ properties }) => [
        properties?.type?.const.slice(PROBLEM_URN.length),
        { status: properties?.status?.const, title: properties?.title?.const },
      ]);
    expect(Object.fromEntries(described)).toEqual(PROBLEMS);

    const answered = new Set<string>();
    for (const { pointer, key, node } of everything) {
      if (!/\/responses\/\d{3}$/.test(pointer)) continue;
      const media = openApi.resolve(node).content['application/problem+json'];
      for (const each of media === undefined ? [] : (media.schema.oneOf ?? [media.schema])) {
        const { type, status } = openApi.resolve(each).properties;
        expect([pointer, status.const]).toEqual([pointer, Number(key)]);
        answered.add(type.const.slice(PROBLEM_URN.length));
      }
    }
    expect([...answered].sort()).toEqual(Object.keys(PROBLEMS).sort());
  });

  it('has the words of the code', () => {
    // Records, so that the compiler knows when one is missing.
    const reasons: Record<
      | UnknownOutcomeCause
      | 'refused-by-pockyt'
      | 'credentials-refused'
      | 'not-sent'
      | 'abandoned'
      | 'never-arrived'
      | 'reference-taken'
      | 'resolved-by-a-person',
      1
    > = {
      'refused-by-pockyt': 1,
      'credentials-refused': 1,
      'not-sent': 1,
      deadline: 1,
      connection: 1,
      oversized: 1,
      'server-error': 1,
      unreadable: 1,
      'return-code': 1,
      'unusable-link': 1,
      'another-refund': 1,
      'repeated-reference': 1,
      abandoned: 1,
      'never-arrived': 1,
      'reference-taken': 1,
      'resolved-by-a-person': 1,
    };
    const discrepancies: Record<Discrepancy, 1> = {
      'transaction-mismatch': 1,
      'reference-mismatch': 1,
      'amount-mismatch': 1,
      'currency-mismatch': 1,
      'unknown-status-word': 1,
      'not-a-payment': 1,
      'reference-taken': 1,
      'too-many-finds': 1,
    };
    const triggers: Record<Trigger, 1> = {
      create: 1,
      reconciliation: 1,
      refresh: 1,
      cancel: 1,
      refund: 1,
      notice: 1,
      resolution: 1,
    };
    const events: Record<HistoryEntry['event'], 1> = {
      requested: 1,
      link: 1,
      refused: 1,
      'unknown-outcome': 1,
      'lease-expired': 1,
      claim: 1,
      'claim-unconfirmed': 1,
      answer: 1,
      found: 1,
      'refund-requested': 1,
      'refund-done': 1,
      'refund-refused': 1,
      'refund-unknown': 1,
      resolved: 1,
    };
    const entryMembers: Record<keyof HistoryEntry, 1> = {
      at: 1,
      source: 1,
      event: 1,
      from: 1,
      to: 1,
      order: 1,
      claim: 1,
      expected: 1,
      credentials: 1,
      transactionType: 1,
      trigger: 1,
      refund: 1,
      refunded: 1,
      code: 1,
      reason: 1,
      discrepancy: 1,
      resolution: 1,
      times: 1,
      lastAt: 1,
    };
    type ShownOrder = ReturnType<typeof paymentLinkWithHistory>['orders'][number];
    const orderMembers: Record<keyof ShownOrder, 1> = {
      providerReference: 1,
      transactionNo: 1,
      storeNo: 1,
      ipnUrl: 1,
      amount: 1,
      currency: 1,
      state: 1,
      found: 1,
      confirming: 1,
      vendorId: 1,
      time: 1,
      completedAt: 1,
      sentAt: 1,
      expiresAt: 1,
      askedAt: 1,
      failure: 1,
      claims: 1,
    };
    const claimMembers: Record<keyof NonNullable<ShownOrder['claims']>[number], 1> = {
      transactionNo: 1,
      status: 1,
      amount: 1,
      currency: 1,
      vendorId: 1,
      time: 1,
      completedAt: 1,
      refundReference: 1,
      refundAmount: 1,
      cut: 1,
      credentials: 1,
      receivedAt: 1,
      askAt: 1,
    };
    const { HistoryEntry: entry, Failure, Order, Said, Claim, RefundRequest, Resolution } = schemas;
    const { headers } = document.components.responses.ReturnPage;
    expect(headers['Content-Language'].schema.enum).toEqual(LANGUAGES);
    expect(schemas.Status.enum).toEqual(STATUSES);
    expect(schemas.Currency.enum).toEqual(CURRENCIES);
    expect(schemas.Terminal.enum).toEqual(TERMINALS);
    expect(Failure.properties.reason.enum).toEqual(Object.keys(reasons));
    expect(entry.properties.discrepancy.enum).toEqual(Object.keys(discrepancies));
    expect(entry.properties.trigger.enum).toEqual(Object.keys(triggers));
    expect(entry.properties.event.enum).toEqual(Object.keys(events));
    expect(Object.keys(entry.properties)).toEqual(Object.keys(entryMembers));
    const byRank = Object.entries(RANKS).sort(([, one], [, other]) => one - other);
    expect(Order.properties.state.enum).toEqual(byRank.map(([state]) => state));
    expect(Object.keys(Order.properties)).toEqual(Object.keys(orderMembers));
    expect(Object.keys({ ...Said.properties, ...Claim.properties })).toEqual(Object.keys(claimMembers));
    expect(Object.keys(RefundRequest.properties)).toEqual(REFUND_FIELDS);
    expect(Object.keys(Resolution.properties)).toEqual(RESOLUTION_FIELDS);
    expect(schemas.Refresh.properties.reason.enum).toEqual(UNANSWERED_REASONS);
    expect(Object.keys(schemas.CreatePaymentLink.properties)).toEqual(Object.keys(SECURE_PAY_RULES));
  });
});
