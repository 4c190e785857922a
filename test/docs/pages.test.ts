import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { PROBLEM_URN, PROBLEMS } from '#shared/http/problem.ts';
import { type Order, type OrderState, RANKS } from '#shared/payments/order.ts';
import { ownDueAt } from '#shared/payments/schedule.ts';
import { STATUSES, statusOf } from '#shared/payments/status.ts';
import { refundReturnCode, returnCode } from '#shared/pockyt/return-codes.ts';
import type { LogFields } from '#shared/runtime/log.ts';
import { LOG_EVENTS } from '#shared/runtime/log-events.ts';
import { PROMISES } from '#tools/conformance/promises.ts';
import { HELP } from '#tools/conformance/settings.ts';
import { readOpenApi } from '#tools/harness/openapi.ts';
import { ofType, synthesize } from '#tools/harness/template.ts';
import { anchorsOf, codeBlocks, linksOf, sectionOf, sectionsOf, tableRows } from './markdown.ts';

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/conformance.md',
  'docs/errors.md',
  'docs/log-events.md',
  'docs/operations.md',
  'docs/performance.md',
  'docs/scale.md',
  'docs/deploy.md',
  'docs/events.md',
  'docs/restore.md',
  'docs/retention.md',
  'docs/not-covered.md',
];

describe('links', () => {
  const links = PAGES.flatMap((page) => linksOf(page).map((link) => [page, link] as const));
  const inside = links.filter(([, link]) => !/^https?:/.test(link));

  it('are found', () => expect(inside.length).toBeGreaterThan(40));

  it.each(inside)('from %s lead somewhere: %s', (page, link) => {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : path.join(path.dirname(page), file);
    expect([target, existsSync(target)]).toEqual([target, true]);
    if (anchor !== undefined) expect(anchorsOf(target)).toContain(anchor);
  });
});

describe('docs/errors.md', () => {
  const sections = sectionsOf('docs/errors.md').filter(({ level }) => level === 3);
  const openApi = readOpenApi();

  it('has a section for every problem type and none too many, in their order', () => {
    expect(sections.map(({ title }) => title)).toEqual(Object.keys(PROBLEMS));
  });

  it.each(Object.entries(PROBLEMS))(
    'has the status, the title and an example of %s',
    (slug, { status, title }) => {
      const text = sections.find((section) => section.title === slug)?.text ?? '';
      expect(text.trim().split('\n')[0]).toBe(`**${status}** ${title}`);
      const examples = codeBlocks(text, 'json').map((code) => JSON.parse(code));
      expect(examples).toHaveLength(1);
      expect(examples[0]).toMatchObject({ type: PROBLEM_URN + slug, status, title });
      expect(openApi.errorsOf('/components/schemas/Problem', examples[0])).toEqual([]);
    },
  );

  it.each([
    ["Pockyt's codes", returnCode],
    ["Pockyt's codes on a refund", refundReturnCode],
  ])('says of %s what the code makes of them', (title, meaningOf) => {
    const rows = tableRows(sectionOf('docs/errors.md', title).text);
    expect(rows.map(([code]) => code)).toEqual([
      '000100',
      '000000',
      '000010',
      '000020',
      '000021',
      '000022',
      '000023',
      '000030',
      '000040',
      '000080',
      'any other',
    ]);
    for (const [code = '', means, outcome, answer] of rows) {
      expect(meaningOf(code)).toMatchObject({ means, outcome });
      const slug = { success: '201', refused: 'refused-by-pockyt', unknown: 'pockyt-outcome-unknown' }[
        outcome as 'success'
      ];
      expect(answer).toContain(slug);
    }
  });
});

describe('docs/log-events.md', () => {
  const rows = sectionsOf('docs/log-events.md')
    .filter(({ level }) => level === 2)
    .flatMap(({ text }) => tableRows(text));

  it('has every event with its level and none too many', () => {
    expect(Object.fromEntries(rows)).toEqual(LOG_EVENTS);
    expect(rows).toHaveLength(Object.keys(LOG_EVENTS).length);
  });

  it.each(rows)(
    'names only fields that a line may hold, and what to do: %s',
    (_, __, fields, meaning, todo) => {
      const known: Record<keyof Required<LogFields>, 1> = {
        reference: 1,
        transactionNo: 1,
        refundReference: 1,
        status: 1,
        from: 1,
        amount: 1,
        currency: 1,
        vendor: 1,
        code: 1,
        reason: 1,
        fields: 1,
        credentials: 1,
        secret: 1,
        keyName: 1,
        error: 1,
        checked: 1,
        oldestOverdueSeconds: 1,
      };
      for (const field of fields?.split(', ') ?? []) expect(Object.keys(known)).toContain(field);
      expect([meaning, todo]).not.toContain('');
    },
  );
});

describe('docs/architecture.md', () => {
  const PAGE = 'docs/architecture.md';
  const order = (state: string, more: Partial<Order> = {}): Order => ({
    providerReference: 'R-1',
    transactionNo: 'T-1',
    storeNo: '300014',
    ipnUrl: 'https://pay.example/ipn',
    amount: '10.00',
    currency: 'USD',
    state: state as OrderState,
    sentAt: '2026-05-01T12:00:00.000Z',
    expiresAt: '2026-05-01T14:00:00.000Z',
    lease: { owner: 'owner-1', until: '2026-05-01T12:01:00.000Z' },
    checks: ['2026-05-01T12:05:00.000Z'],
    ...more,
  });
  const LINK = { link: { transactionNo: 'T-1', paymentUrl: 'https://cashier.example/T-1' } };
  const HELD = { held: true } as const;
  const GONE = { ...HELD, refunds: [{ refundAmount: '10' }] };
  const statusBy = (...orders: readonly Order[]) =>
    statusOf({ orders, request: { amount: '10', currency: 'USD' } });

  it('draws the states of an order by their ranks, and each rank once', () => {
    const { text } = sectionOf(PAGE, 'States of an order');
    const byRank = Map.groupBy(Object.entries(RANKS), ([, rank]) => rank);
    const ranks = [...byRank.keys()].sort();
    const chain = ranks
      .map((rank) =>
        byRank
          .get(rank)
          ?.map(([state]) => state)
          .join(' & '),
      )
      .join(' --> ');
    expect(codeBlocks(text, 'mermaid')).toEqual([`flowchart LR\n  ${chain}\n`]);
    expect(tableRows(text).map(([rank, state]) => [state, Number(rank)])).toEqual(Object.entries(RANKS));
  });

  it('says which states are never asked about again', () => {
    const rows = tableRows(sectionOf(PAGE, 'States of an order').text);
    for (const [, state = '', , again] of rows) {
      const asked = order(state);
      expect([state, ownDueAt(asked, [asked]) === undefined]).toEqual([state, again === 'never']);
    }
  });

  it('says what status a payment has by the state of its order', () => {
    const rows = tableRows(sectionOf(PAGE, 'The status of a payment').text).filter((row) => row.length === 5);
    expect(rows.map(([state]) => state)).toEqual(Object.keys(RANKS));
    for (const [state = '', ...statuses] of rows) {
      const found = [{}, LINK, { ...LINK, ...HELD }, { ...LINK, ...GONE }].map((more) =>
        statusBy(order(state, more)),
      );
      const rank = RANKS[state as OrderState];
      const cannotBe = [false, rank < RANKS.open, rank < RANKS.paid, rank < RANKS.paid];
      expect([state, ...statuses]).toEqual([
        state,
        ...found.map((status, index) => (cannotBe[index] ? '–' : status)),
      ]);
    }
    expect(new Set(rows.flatMap((row) => row.slice(1)))).toEqual(new Set([...STATUSES, '–']));
  });

  it('says what status a payment has by several orders', () => {
    const WITH = { 'with a link': LINK, 'and held': HELD, 'and given back': GONE };
    const rows = tableRows(sectionOf(PAGE, 'The status of a payment').text).filter((row) => row.length === 2);
    expect(rows.length).toBeGreaterThan(8);
    for (const [orders = '', status] of rows) {
      const several = orders.split(', ').map((text) => {
        const [state = '', ...how] = text.split(' ');
        expect(['', ...Object.keys(WITH)]).toContain(how.join(' '));
        return order(state, WITH[how.join(' ') as keyof typeof WITH]);
      });
      expect([orders, statusBy(...several)]).toEqual([orders, status]);
    }
  });

  it('names ten files to begin with and those beside them, all of which exist', () => {
    const rows = tableRows(sectionOf(PAGE, 'Where each idea lives').text);
    expect(rows).toHaveLength(10);
    const files = rows.flatMap(([, cell = '']) => cell.split(', '));
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('explains every status', () => {
    const rows = tableRows(sectionOf('docs/operations.md', 'What a status means').text);
    expect(rows.map(([status]) => status).sort()).toEqual([...STATUSES].sort());
  });

  it('says whose each time is: when this system learnt, and what Pockyt calls its own', () => {
    const rows = tableRows(sectionOf('docs/operations.md', 'Whose times these are').text);
    const schemas = parse(readFileSync('docs/openapi.yaml', 'utf8')).components.schemas;
    const timesOf = (properties: Record<string, { $ref?: string; description?: string }>, prefix = '') =>
      Object.entries(properties)
        .filter(([name, { $ref = '' }]) => $ref.endsWith('/Time') || ['time', 'completedAt'].includes(name))
        .map(([name]) => prefix + name);
    const { PaymentLinkMembers: plain, PaymentLinkWithHistoryMembers: more } = schemas;
    const payment = { ...plain.properties, ...more.properties };
    const times = [...timesOf(payment), ...timesOf(schemas.Order.properties, 'orders[].')];
    expect(rows.flatMap(([names = '']) => names.match(/[\w[\].]+/g) ?? []).sort()).toEqual(times.sort());
    const whose = new Map(rows.map(([name = '', means = '']) => [name.replaceAll('`', ''), means]));
    expect(whose.get('paidAt')).toMatch(/^When this system learnt/);
    expect(whose.get('orders[].time')).toMatch(/^Pockyt's own/);
    expect(payment.paidAt.description).toMatch(/learnt here.*orders.*`time`.*`completedAt`/s);
    expect(schemas.Order.properties.time.description).toContain("Pockyt's own time");
  });

  it('has a section for every alarm and none too many, each with what it means, what to do and what it cannot see', () => {
    const alarms = Object.values(ofType(synthesize(), 'AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties,
    );
    const sections = sectionsOf('docs/operations.md').filter(({ title }) => title.startsWith('Alarm '));
    const titles = alarms.map(({ AlarmName }) => AlarmName.replace('PaymentLinks-dev-', 'Alarm '));
    expect(sections.map(({ title }) => title)).toEqual(titles);
    for (const { text } of sections) {
      expect([...text.matchAll(/^- \*\*(.*):\*\*/gm)].map((match) => match[1])).toEqual([
        'Means',
        'Do',
        'Cannot see',
      ]);
    }
    for (const { AlarmDescription } of alarms) {
      const [, page = '', anchor] = /: (docs\S+)#(\S+)$/.exec(AlarmDescription) ?? [];
      expect(anchorsOf(page)).toContain(anchor);
    }
  });
});

describe('docs/conformance.md', () => {
  it('has every promise, in the order in which they are tried', () => {
    const rows = tableRows(sectionOf('docs/conformance.md', 'What is tried').text);
    expect(rows.map(([promise]) => promise)).toEqual(PROMISES.map(({ promise }) => promise));
  });

  it('shows cases that there are, as the command prints them', () => {
    const [sample = ''] = codeBlocks(sectionOf('docs/conformance.md', 'What it prints').text, 'text');
    const cases = PROMISES.flatMap(({ cases }) => cases);
    const shown = sample
      .split('\n')
      .flatMap((line) => /^ {2}(?:ok|BROKEN) +(\S.*?) {2,}/.exec(line)?.[1] ?? []);
    expect(shown.length).toBeGreaterThan(5);
    for (const request of shown) expect(cases.map((each) => each.request)).toContain(request);
    expect(sample).toContain(`${cases.length} cases`);
  });

  it('has every option', () => {
    const rows = tableRows(sectionOf('docs/conformance.md', 'Options').text);
    const named = rows.flatMap(([option = '']) => option.match(/--[a-z-]+/g) ?? []);
    expect(named.sort()).toEqual([...new Set(HELP.match(/(?<= )--[a-z]+(-[a-z]+)*/g))].sort());
  });
});
