/** The look of the cashier pages: one card, from a phone's width up, light or dark as the shopper's system is. */
export const CASHIER_STYLE = `
:root {
  --ground: #f2f4f7; --card: #fff; --text: #14202e; --quiet: #51606f; --line: #dde3e9;
  --accent: #0b5fd0; --on-accent: #fff; --good: #0a7040; --bad: #b3261e; --notice: #fff3d1; --on-notice: #5b4300;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e141b; --card: #18212b; --text: #e9eef4; --quiet: #a5b3c1; --line: #2f3b48;
    --accent: #7db4ff; --on-accent: #06203f; --good: #63d29b; --bad: #ff9b93; --notice: #3a2f10; --on-notice: #ffe2a0;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; background: var(--ground); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
header { padding: .6rem 1rem; background: var(--notice); color: var(--on-notice); font-size: .875rem; text-align: center; }
main {
  max-width: 28rem; margin: clamp(1rem, 6vh, 4rem) auto; padding: clamp(1.25rem, 5vw, 2rem);
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
}
@media (max-width: 30rem) { main { margin: 1rem; } }
.eyebrow, .hint { color: var(--quiet); font-size: .9rem; }
.hint { margin-top: 1.25rem; text-align: center; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .15rem 0 .5rem; overflow-wrap: anywhere; }
.amount { font-size: 2.5rem; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.amount span { font-size: 1.25rem; font-weight: 600; color: var(--quiet); letter-spacing: 0; }
.left { color: var(--quiet); }
.left time { color: var(--text); font-weight: 600; font-variant-numeric: tabular-nums; }
.code { margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.code summary { cursor: pointer; color: var(--quiet); }
.code svg { display: block; width: 12rem; max-width: 100%; margin: 1rem auto 0; border-radius: .5rem; }
.good { color: var(--good); }
.bad { color: var(--bad); }
dl { margin: 1.25rem 0 1.5rem; }
dl div { display: flex; gap: 1rem; justify-content: space-between; padding: .6rem 0; border-top: 1px solid var(--line); }
dl div:last-child { border-bottom: 1px solid var(--line); }
dt { flex: none; color: var(--quiet); }
dd { text-align: right; overflow-wrap: anywhere; min-width: 0; font-variant-numeric: tabular-nums; }
button, .button {
  display: block; width: 100%; min-height: 3rem; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: .7rem;
  background: transparent; color: var(--text); font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer;
}
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin-top: .75rem; }
button:hover, .button:hover { filter: brightness(.94); }
a { color: var(--accent); }
.button.primary { color: var(--on-accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
`;
