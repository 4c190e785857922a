/** The look of the console: calm, one accent, light or dark as the reader's system is, from 320 px up. */
export const STYLE = `
:root {
  --ground: #f4f6f8; --card: #fff; --text: #14202e; --quiet: #51606f; --line: #dde3e9; --field: #8492a0;
  --accent: #0b5fd0; --on-accent: #fff; --tint: #e9f1fc;
  --good: #0a7040; --good-tint: #e3f4ea; --bad: #b3261e; --bad-tint: #fcebe9; --warn: #7a4b00; --warn-tint: #fdf1d8;
  --back: #5a3aa6; --back-tint: #eee9fb; --code: #f0f3f6; --radius: .75rem;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e141b; --card: #161f29; --text: #e9eef4; --quiet: #a5b3c1; --line: #2b3744; --field: #6d7c8b;
    --accent: #7db4ff; --on-accent: #06203f; --tint: #1a2c45;
    --good: #63d29b; --good-tint: #12301f; --bad: #ff9b93; --bad-tint: #3b1a18; --warn: #ffd28a; --warn-tint: #35290f;
    --back: #c9b6ff; --back-tint: #2a2146; --code: #0f171f;
  }
}
* { box-sizing: border-box; margin: 0; }
html { scroll-padding-top: 1rem; }
body {
  min-height: 100vh; background: var(--ground); color: var(--text); display: flex; flex-direction: column;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%;
}
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
main:focus, .notice:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: .5rem; top: .5rem; padding: .5rem 1rem; background: var(--card); z-index: 1; }
.quiet, footer { color: var(--quiet); font-size: .9rem; }

.top {
  display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; padding: .65rem clamp(1rem, 4vw, 2rem);
  background: var(--card); border-bottom: 1px solid var(--line);
}
.brand a { color: var(--text); font-weight: 700; text-decoration: none; }
.brand span { color: var(--quiet); margin-left: .25rem; }
nav { display: flex; gap: 1.25rem; }
nav a { text-decoration: none; padding: .25rem 0; }
nav a:hover { text-decoration: underline; }
.live { margin-left: auto; color: var(--quiet); font-size: .85rem; display: flex; align-items: center; gap: .4rem; }
.live::before { content: ""; width: .55rem; height: .55rem; border-radius: 50%; border: 2px solid var(--quiet); }
.live.on::before { background: var(--good); border-color: var(--good); }
main { flex: 1; width: 100%; max-width: 76rem; margin: 0 auto; padding: clamp(1rem, 3vw, 2rem) clamp(1rem, 4vw, 2rem) 3rem; }
footer { padding: 1rem clamp(1rem, 4vw, 2rem); text-align: center; overflow-wrap: anywhere; }

h1 { font-size: 1.7rem; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin-bottom: .6rem; }
h3 { font-size: 1rem; }
.heading { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 1.5rem; margin-bottom: 1.25rem; }
.heading p { color: var(--quiet); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); padding: clamp(1rem, 3vw, 1.5rem); }
.card + .card, .stack > * + * { margin-top: 1.25rem; }
.empty { padding: 3rem 1.5rem; text-align: center; background: var(--card); border: 1px dashed var(--field); border-radius: var(--radius); }

button, .button {
  display: inline-block; min-height: 2.75rem; padding: .55rem 1.15rem; border: 1px solid var(--field); border-radius: .6rem;
  background: transparent; color: var(--text); font: inherit; font-weight: 600; line-height: 1.5; text-align: center;
  text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { border-color: var(--accent); background: var(--tint); }
button.primary, .button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button.primary:hover, .button.primary:hover { filter: brightness(.92); }

.status {
  display: inline-flex; align-items: center; gap: .35rem; padding: .1rem .6rem .1rem .45rem; border-radius: 1rem;
  background: var(--code); color: var(--quiet); font-size: .875rem; font-weight: 600; white-space: nowrap; vertical-align: middle;
}
.status svg { fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.status.paid { background: var(--good-tint); color: var(--good); }
.status.pending, .status.creating { background: var(--tint); color: var(--accent); }
.status.unknown { background: var(--warn-tint); color: var(--warn); }
.status.refunded { background: var(--back-tint); color: var(--back); }
.status.failed, .status.rejected { background: var(--bad-tint); color: var(--bad); }

table { width: 100%; border-collapse: collapse; text-align: left; }
caption { text-align: left; color: var(--quiet); font-size: .9rem; padding-bottom: .5rem; }
th, td { padding: .7rem .9rem; vertical-align: top; }
#payments table { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius); border-collapse: separate; border-spacing: 0; }
#payments caption { padding-left: .1rem; }
#payments thead th { color: var(--quiet); font-size: .85rem; font-weight: 600; }
#payments tbody :is(th, td) { border-top: 1px solid var(--line); }
#payments tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 9rem; }
.number, .age { font-variant-numeric: tabular-nums; white-space: nowrap; }
.age, .next { color: var(--quiet); }
.next { font-size: .925rem; min-width: 18rem; }
@media (max-width: 50rem) {
  #payments table { display: block; background: none; border: 0; }
  #payments :is(caption, tbody, thead) { display: block; }
  #payments thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  #payments tr {
    display: grid; grid-template-columns: 1fr auto; gap: .3rem 1rem; padding: .9rem 1rem; margin-bottom: .75rem;
    background: var(--card); border: 1px solid var(--line); border-radius: var(--radius);
  }
  #payments tbody :is(th, td) { display: block; padding: 0; border: 0; min-width: 0; }
  #payments .age { text-align: right; }
  #payments .age::after { content: " ago"; }
  #payments .next { grid-column: 1 / -1; }
}

fieldset { border: 0; padding: 0; min-width: 0; }
legend { padding: 0; font-weight: 700; font-size: 1.1rem; margin-bottom: .75rem; }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 1.25rem 1.5rem; }
.field label { display: block; font-weight: 600; }
.field label span { color: var(--quiet); font-weight: 400; font-size: .875rem; }
.field .rule { color: var(--quiet); font-size: .875rem; line-height: 1.4; margin-top: .35rem; overflow-wrap: anywhere; }
.field .error, .error { color: var(--bad); font-size: .925rem; font-weight: 600; margin-top: .35rem; overflow-wrap: anywhere; }
.field.wide { grid-column: 1 / -1; }
input, select, textarea {
  width: 100%; min-height: 2.75rem; margin-top: .3rem; padding: .5rem .7rem; border: 1px solid var(--field); border-radius: .5rem;
  background: var(--card); color: var(--text); font: inherit;
}
textarea { min-height: 6rem; font-family: ui-monospace, SFMono-Regular, Menlo, monospace; font-size: .9rem; resize: vertical; }
[aria-invalid=true] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad); }

details > summary { cursor: pointer; padding: .35rem 0; overflow-wrap: anywhere; }
details > summary::marker { color: var(--quiet); }
details.group { border-top: 1px solid var(--line); padding: .5rem 0; }
.fields + details.group { margin-top: 1.5rem; }
details.group > summary { font-weight: 700; }
details.group > summary span { color: var(--quiet); font-weight: 400; }
details.group[open] { padding-bottom: 1.25rem; }
details.group[open] > summary { margin-bottom: .5rem; }
.submit { margin-top: .75rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
pre, code { font-family: ui-monospace, SFMono-Regular, Menlo, monospace; font-size: .85em; }
pre {
  padding: .75rem .9rem; background: var(--code); border: 1px solid var(--line); border-radius: .5rem; white-space: pre-wrap;
  overflow-wrap: anywhere; line-height: 1.45;
}
.notice { border-left: .3rem solid var(--good); }
.notice.bad { border-left-color: var(--bad); }
.notice ul { padding-left: 1.2rem; margin-top: .5rem; }
.notice > * + * { margin-top: .5rem; }

.payment { display: grid; gap: 1.25rem; align-items: start; }
.payment > * { min-width: 0; }
.payment .stack > * + * { margin-top: 1.25rem; }
@media (min-width: 62rem) { .payment { grid-template-columns: minmax(0, 1fr) 23rem; } .payment > .side { order: 2; } }
.back { margin-bottom: .75rem; }
.standing { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: .25rem 1.5rem; margin-bottom: .5rem; }
.standing .status { margin-left: .35rem; letter-spacing: 0; }
.sum { font-size: 2rem; font-weight: 700; line-height: 1.2; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.sum span { font-size: 1.1rem; color: var(--quiet); letter-spacing: 0; }
.facts { margin-top: 1rem; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(11.5rem, 100%), 1fr)); gap: .75rem 1.5rem; }
@media (max-width: 50rem) { .facts { grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .75rem 1rem; } }
dt { color: var(--quiet); font-size: .85rem; }
dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.qr { display: block; width: 11rem; height: 11rem; margin: 1rem auto; background: #fff; border-radius: .5rem; }
.side .button, .side button { width: 100%; }
.links { list-style: none; padding: 0; font-size: .925rem; overflow-wrap: anywhere; }
.action + .action { margin-top: 1.1rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
.action .explains, .explains { color: var(--quiet); font-size: .9rem; margin: .3rem 0 .2rem; }
.action .fields { grid-template-columns: 1fr; gap: .6rem; margin-bottom: .75rem; }
.action details { font-size: .9rem; }

.orders { list-style: none; padding: 0; }
.orders > li + li { margin-top: 1.1rem; padding-top: 1.1rem; border-top: 1px solid var(--line); }
.orders h3 { overflow-wrap: anywhere; margin-bottom: .25rem; }
.orders .status { margin-left: .25rem; }
.orders h4 { font-size: .875rem; margin: .75rem 0 .25rem; color: var(--quiet); }
.orders ul { padding-left: 1.2rem; font-size: .925rem; overflow-wrap: anywhere; }
.orders .facts { margin-top: .6rem; }

.timeline { list-style: none; padding: 0; }
.timeline > li { position: relative; padding: 0 0 1.4rem 1.6rem; }
.timeline > li::before { content: ""; position: absolute; left: .2rem; top: .5rem; width: .6rem; height: .6rem; border: 2px solid var(--field); border-radius: 50%; background: var(--card); }
.timeline > li.moved::before { background: var(--accent); border-color: var(--accent); }
.timeline > li::after { content: ""; position: absolute; left: .56rem; top: 1.4rem; bottom: -.2rem; width: 1px; background: var(--line); }
.timeline > li:last-child { padding-bottom: 0; }
.timeline > li:last-child::after { display: none; }
.timeline .when { color: var(--quiet); font-size: .875rem; font-variant-numeric: tabular-nums; }
.timeline .effect { margin-top: .25rem; }
.compared { font-size: .875rem; }
.compared table { width: auto; }
.compared :is(th, td) { padding: .15rem .8rem .15rem 0; font-weight: 400; font-variant-numeric: tabular-nums; }
.compared td { overflow-wrap: anywhere; }
.compared td:last-child { overflow-wrap: normal; padding-right: 0; }
.compared th { color: var(--quiet); }
@media (max-width: 24rem) { .compared :is(th, td, td:last-child) { overflow-wrap: anywhere; padding-right: .4rem; } }
.differs { color: var(--bad); font-weight: 600; }
.wire > * + * { margin-top: .5rem; }
.wire details { border: 1px solid var(--line); border-radius: .5rem; padding: .2rem .8rem; }
.wire details[open] { padding-bottom: .8rem; }
.wire h4 { font-size: .875rem; margin: .75rem 0 .25rem; color: var(--quiet); }

.panel .groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1.5rem 2rem; align-items: start; margin-top: 1rem; }
.panel fieldset { min-width: 0; }
.choice { padding-left: 1.2rem; margin-top: .6rem; overflow-wrap: anywhere; }
.panel legend { font-size: 1rem; margin-bottom: .4rem; }
.scenario { display: grid; grid-template-columns: 10.5rem minmax(0, 1fr); gap: .2rem .9rem; align-items: center; padding: .45rem 0; }
.scenario .explains { margin: 0; }
.scenario :is(label, input) { grid-column: 1 / -1; }
@media (max-width: 30rem) { .scenario { grid-template-columns: minmax(0, 1fr); } }
@media (prefers-reduced-motion: no-preference) { .status, button, .button { transition: background-color .15s, color .15s, border-color .15s; } }
`;
