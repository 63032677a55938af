/** How a page looks: on a phone and a desk, on paper, light and dark. */
export const PAGE_STYLE = `
:root { --ink: #24292f; --faint: #59636e; --paper: #ffffff; --line: #d9dee3; --band: #f4f6f8; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e3e6ea; --faint: #a3acb6; --paper: #16191d; --line: #3b434c; --band: #1e2328; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; overflow-wrap: break-word; }
h1 { font-size: 1.7rem; line-height: 1.25; }
h2 { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 1.3rem; line-height: 1.3; }
h3 { margin-top: 1.75rem; font-size: 1.05rem; }
h1 + p { color: var(--faint); }
li { margin: 0.35rem 0; }
svg { display: block; width: 100%; height: auto; }
p:has(> svg) { margin: 1rem 0; overflow-x: auto; }
p > svg { min-width: 34rem; }
.wide { margin: 1rem 0; overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--band); }
@media print {
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  svg, tr { break-inside: avoid; }
  p > svg { min-width: 0; }
  .wide, p:has(> svg) { overflow: visible; }
  table { width: 100%; font-size: 8pt; }
}
`.trim();
