/**
 * Puts what the server pushes into the page. What the reader has opened, focused or typed is left alone: a section with
 * a field that is in use waits for the next page.
 */
export const LIVE_SCRIPT = `
const { live } = document.body.dataset;
const light = document.getElementById('live');
const say = (text, on) => { light.textContent = text; light.classList.toggle('on', on); };
const fields = 'input, textarea';
const inUse = (field) => field === document.activeElement || field.value !== field.defaultValue;
function swap(section, html) {
  if (!section || [...section.querySelectorAll(fields)].some(inUse)) return;
  const focused = section.contains(document.activeElement) ? document.activeElement.id : '';
  const open = [...section.querySelectorAll('details[open]')].map(({ id }) => id);
  section.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
if (live) {
  const source = new EventSource(live);
  source.onopen = () => say('Live', true);
  source.onerror = () => say('Not connected; trying again', false);
  source.onmessage = ({ data }) => {
    const { sections, said } = JSON.parse(data);
    for (const [id, html] of Object.entries(sections)) swap(document.getElementById(id), html);
    if (said) document.getElementById('said').textContent = said;
  };
}
`;
