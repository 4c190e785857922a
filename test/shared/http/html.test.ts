import { html } from '#shared/http/html.ts';

it('a template escapes texts, takes HTML and lists as they are, and leaves out what is not there', () => {
  const inner = html`<b>${`<&>"'`}</b>`;
  expect(inner.html).toBe('<b>&lt;&amp;&gt;&quot;&#39;</b>');
  expect(html`<p>${[inner, '<', undefined]}${undefined}</p>`.html).toBe(`<p>${inner.html}&lt;</p>`);
});
