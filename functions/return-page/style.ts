/** The look of the page: one card from a phone's width up, light or dark as the customer's system is, and no motion. */
export const STYLE = `
:root { --ground: #f2f4f7; --card: #fff; --text: #14202e; --quiet: #51606f; --line: #dde3e9; --accent: #0b5fd0; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0e141b; --card: #18212b; --text: #e9eef4; --quiet: #a5b3c1; --line: #2f3b48; --accent: #7db4ff; }
}
* { box-sizing: border-box; margin: 0; }
html { color-scheme: light dark; }
body {
  min-height: 100vh; padding: 1rem; background: var(--ground); color: var(--text);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main {
  max-width: 28rem; margin: clamp(0rem, 6vh, 4rem) auto; padding: clamp(1.25rem, 5vw, 2rem);
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem; overflow-wrap: anywhere;
}
.mark {
  width: 3rem; height: 3rem; border: 2px solid var(--accent); border-radius: 50%; color: var(--accent);
  font-size: 1.5rem; line-height: 2.75rem; text-align: center;
}
h1 { margin: .75rem 0 .5rem; font-size: 1.6rem; line-height: 1.35; }
.quiet, dt { color: var(--quiet); }
.quiet { margin-top: .75rem; }
dl { margin-top: 1.25rem; border-bottom: 1px solid var(--line); }
dl div {
  display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between;
  padding: .6rem 0; border-top: 1px solid var(--line);
}
dd { font-variant-numeric: tabular-nums; }
a {
  display: block; margin-top: 1.25rem; padding: .7rem 1rem; border: 1px solid currentcolor; border-radius: .7rem;
  color: var(--accent); font-weight: 600; text-align: center;
}
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
`;
