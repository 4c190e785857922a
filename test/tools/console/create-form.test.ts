import { SECURE_PAY_RULES } from '#shared/pockyt/fields.ts';
import { createForm } from '#tools/console/create-form.ts';
import { readFieldRules } from '#tools/console/field-rules.ts';
import type { ApiAnswer } from '#tools/console/merchant-api.ts';
import { refusedBy } from '#tools/console/problem.ts';

const rules = readFieldRules();
const form = (values: Record<string, string> = {}, answer?: Partial<ApiAnswer>) =>
  createForm({
    rules,
    values: new URLSearchParams(values),
    refused: answer && refusedBy({ status: 400, text: '', document: undefined, curl: '', ...answer }),
  }).html;

const problem = (errors: object[]) => ({
  document: {
    type: 'urn:pockyt-payment-links:problem:invalid-request',
    title: 'The request has fields that cannot be accepted',
    status: 400,
    detail: 'Nothing was created.',
    errors,
    requestId: 'request-1',
  },
});

/** The control of a field with its attributes. */
const controlOf = (html: string, name: string) =>
  new RegExp(`<(?:input|select|textarea) id="field-${name}"[^>]*>`).exec(html)?.[0];

describe('the form', () => {
  it('has every field of the request once, with its label and its rule', () => {
    const html = form();
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(SECURE_PAY_RULES).sort());
    for (const { name } of rules) {
      expect(html.split(`id="field-${name}"`)).toHaveLength(2);
      expect(html).toContain(`<label for="field-${name}">${name} <span>`);
      expect(controlOf(html, name)).toContain(`aria-describedby="rule-${name}"`);
      expect(html).toMatch(new RegExp(`id="rule-${name}">\\S`));
    }
  });

  it('takes rules, values and what is required from the API’s description', () => {
    const of = (name: string) => rules.find((rule) => rule.name === name)!;
    expect(of('amount')).toMatchObject({ required: true, example: '13' });
    expect(of('amount').rule).toMatch(/^A decimal string above zero, .* KRW and IDR\.$/);
    expect(of('note').rule).toMatch(/^For the merchant's own use\. At most 100 characters/);
    expect(of('osType')).toMatchObject({ required: false, values: ['IOS', 'ANDROID'] });
    expect(of('terminal').values).toEqual(['ONLINE', 'WAP', 'APP', 'MWEB', 'YIP']);
  });

  it('shows a field that is in no group of its own', () => {
    const strange = { name: 'newField', required: false, rule: 'New.', values: [] };
    expect(createForm({ rules: [...rules, strange], values: new URLSearchParams() }).html).toContain(
      'id="field-newField"',
    );
  });

  it('offers to leave out what is not required, and the known vendors', () => {
    const html = form({ terminal: 'WAP' });
    expect(html).toMatch(/id="field-osType"[^>]*><option value="">not sent<\/option><option>IOS/);
    expect(html).toContain('<option selected>WAP</option>');
    expect(html).toContain('<option value="kakaopay">');
    expect(html).not.toMatch(/id="field-currency"[^>]*><option value="">/);
  });

  it('puts each error beside its field, and all of them at the top with a way there', () => {
    const html = form(
      { amount: '1,00', goodsInfo: '[{}]' },
      problem([
        { pointer: '#/amount', detail: 'Must be a decimal string.' },
        { pointer: '#/goodsInfo/0/goods_name', detail: 'Is required.' },
        { pointer: '#/ipn~1Url', detail: 'Leave it out.' },
      ]),
    );
    expect(controlOf(html, 'amount')).toContain('aria-describedby="error-amount rule-amount"');
    expect(controlOf(html, 'amount')).toContain('aria-invalid="true"');
    expect(controlOf(html, 'amount')).toContain('value="1,00"');
    expect(html).toContain('id="error-amount">Must be a decimal string.</p>');
    expect(html).toContain('id="error-goodsInfo">Is required.</p>');
    expect(html).toContain('<a href="#field-goodsInfo">goodsInfo</a>: Is required.');
    expect(html).toContain('<strong>ipn/Url</strong>: Leave it out.');
    expect(controlOf(html, 'currency')).not.toContain('aria-invalid');
    expect(html).toMatch(/<section[^>]*id="problem" tabindex="-1" autofocus role="alert"/);
    for (const said of ['cannot be accepted', 'Status 400', 'problem:invalid-request', 'request-1']) {
      expect(html).toContain(said);
    }
  });

  it('opens the group in which a field was refused', () => {
    const groups = (html: string) =>
      [...html.matchAll(/<details class="group"( open)?>/g)].map(([, open]) => !!open);
    expect(groups(form())).toEqual([false, false, false, false]);
    const refused = problem([{ pointer: '#/goodsInfo', detail: 'Must be a list.' }]);
    expect(groups(form({ goodsInfo: '' }, refused))).toEqual([false, true, false, false]);
  });

  it('says what the gateway says where there is no problem document', () => {
    const gateway = { status: 503, document: { message: 'Service Unavailable' } };
    expect(form({}, gateway)).toMatch(/Service Unavailable<\/h2>[\s\S]*Status 503/);
    expect(form({}, { status: 500, text: '' })).toContain('An empty answer');
  });

  it('shows a value as it was entered, and nothing of it as HTML', () => {
    const hostile = '"><script>alert(1)</script>';
    const html = form({ amount: hostile, currency: hostile, goodsInfo: `</textarea>${hostile}` });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;/textarea&gt;');
    expect(html).toContain('<option selected>&quot;&gt;&lt;script');
  });
});
