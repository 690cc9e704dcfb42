/** How the page of a review link looks: light and dark, on phones and desks, with nothing from elsewhere. */
import { createHash } from 'node:crypto'

export const STYLE = `
:root { color-scheme: light dark; --page: #f5f5f3; --card: #fff; --ink: #1c1d1f; --soft: #62656b; --line: #deded9;
  --good: #11693c; --bad: #a8281e; --field: #fff; --focus: #2f6fde; }
@media (prefers-color-scheme: dark) { :root { --page: #131416; --card: #1d1f22; --ink: #eceded; --soft: #a3a7ad;
  --line: #34373c; --good: #23784c; --bad: #c6483c; --field: #131416; --focus: #7aa7f7; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: clamp(1rem, 4vw, 2.5rem) clamp(.75rem, 4vw, 1.5rem) 3rem; }
h1 { font-size: clamp(1.35rem, 1.1rem + 1.5vw, 1.8rem); line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 0 0 .75rem; }
p { margin: 0 0 .75rem; }
.soft { color: var(--soft); font-size: .9rem; }
section, form, details { background: var(--card); border: 1px solid var(--line); border-radius: .75rem;
  padding: 1rem; margin-top: 1rem; }
figure { margin: 0 0 1rem; }
figure:last-child { margin-bottom: 0; }
img, video { display: block; max-width: 100%; max-height: 75vh; margin: 0 auto; border-radius: .5rem; background: #000; }
audio { display: block; width: 100%; }
figcaption { color: var(--soft); font-size: .85rem; margin-top: .35rem; }
a { color: inherit; }
summary { cursor: pointer; font-weight: 600; }
dl { margin: .75rem 0 0; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0 0 .6rem; white-space: pre-wrap; }
label { display: block; font-weight: 600; margin-bottom: .3rem; }
label span { font-weight: 400; color: var(--soft); }
input, textarea { width: 100%; font: inherit; color: inherit; background: var(--field); border: 1px solid var(--line);
  border-radius: .5rem; padding: .6rem .7rem; margin-bottom: 1rem; }
textarea { min-height: 6rem; resize: vertical; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
button { flex: 1 1 9rem; min-height: 3rem; font: inherit; font-weight: 600; color: #fff; border: 0;
  border-radius: .5rem; cursor: pointer; }
.approve { background: var(--good); }
.reject { background: var(--bad); }
.fault { border-left: .3rem solid var(--bad); padding-left: .75rem; }
`

/** Allows this style and no other. */
export const STYLE_SOURCE = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`
