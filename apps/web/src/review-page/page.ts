/** The pages that somebody with a review link sees. */
import { baseMediaType, type StepName } from '@reelyard/core'
import type { ArtifactView, ReviewView } from '@reelyard/pipeline'
import { factsOf } from './facts.ts'
import { Html, html } from './html.ts'
import { STYLE } from './style.ts'

const NOUNS: Record<StepName, string> = {
  storyboard: 'Storyboard',
  assets: 'Picture',
  composites: 'Composed picture',
  narration: 'Narration',
  clips: 'Clip',
  sound_effects: 'Sound',
  assembly: 'Film',
  publish: 'Publication',
}

/** What somebody had filled in, and why it was not taken. */
interface Draft {
  name: string
  note: string
  faults: readonly string[]
}

const EMPTY: Draft = { name: '', note: '', faults: [] }

/** The result, and the form to decide on it. `files` is the path before the ids of its files. */
export function reviewPage(
  { review, expiresAt }: { review: ReviewView; expiresAt: string },
  files: string,
  draft = EMPTY,
): string {
  const what = nounOf(review)
  const told = factsOf(review.parameters)
  const said = review.result ? factsOf(review.result) : []
  return page(
    `${what}: ${review.video.title}`,
    html`<h1>${review.video.title}</h1>
      <p class="soft">${what}. It waits for your decision.</p>
      ${review.artifacts.length === 0 ? null : html`<section>${review.artifacts.map((file) => figure(file, files))}</section>`}
      ${factList('What it contains', said, !review.artifacts.some(isShown))} ${factList('What was asked for', told, false)}
      ${form(draft)}
      <p class="soft">The link is good for one decision, until ${readable(expiresAt)}.${timeoutOf(review)}</p>`,
  )
}

/** After the decision. */
export function decidedPage(decision: 'approve' | 'reject'): string {
  const title = decision === 'approve' ? 'Approved' : 'Rejected'
  const next = decision === 'approve' ? 'The film goes on from it.' : 'Those who make the film will see your note.'
  return page(title, html`<h1>${title}. Thank you.</h1><p>${next} You can close this page.</p>`)
}

/** Instead of all else. */
export function faultPage(title: string, detail: string): string {
  return page(title, html`<h1>${title}</h1><p>${detail}</p>`)
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body><main>${body}</main></body>
</html>
`.text
}

function nounOf({ step, scene }: ReviewView): string {
  return scene === null ? NOUNS[step] : `${NOUNS[step]} of scene ${scene}`
}

/** Where nothing can be looked at or heard, the words are what is decided on. */
function isShown({ mediaType }: ArtifactView): boolean {
  return /^(image|video|audio)\//.test(baseMediaType(mediaType))
}

function figure({ id, role, mediaType, bytes }: ArtifactView, files: string): Html {
  const url = `${files}/${id}/content`
  const kind = baseMediaType(mediaType).split('/', 1)[0]
  const name = role.replaceAll('_', ' ')
  if (kind === 'image') return html`<figure><img src="${url}" alt="${name}"><figcaption>${name}</figcaption></figure>`
  if (kind === 'video')
    return html`<figure><video src="${url}" controls playsinline preload="metadata"></video></figure>`
  if (kind === 'audio') {
    return html`<figure><audio src="${url}" controls preload="metadata"></audio><figcaption>${name}</figcaption></figure>`
  }
  return html`<p><a href="${url}" target="_blank" rel="noopener">${name}</a> <span class="soft">${mediaType}, ${size(bytes)}</span></p>`
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function factList(title: string, facts: readonly { name: string; text: string }[], open: boolean): Html | null {
  if (facts.length === 0) return null
  const rows = facts.map(({ name, text }) => html`<dt>${name}</dt><dd>${text}</dd>`)
  const list = html`<summary>${title}</summary><dl>${rows}</dl>`
  return open ? html`<details open>${list}</details>` : html`<details>${list}</details>`
}

/** Its first button is what Enter presses: a disabled one, so that nobody approves by Enter. */
function form({ name, note, faults }: Draft): Html {
  return html`<form method="post">
      <button disabled hidden></button>
      <h2>Your decision</h2>
      ${faults.map((fault) => html`<p class="fault" role="alert">${fault}</p>`)}
      <label for="name">Your name</label>
      <input id="name" name="name" value="${name}" maxlength="100" required autocomplete="name">
      <label for="note">Note <span>(needed to reject)</span></label>
      <textarea id="note" name="note" maxlength="2000">${note}</textarea>
      <div class="buttons">
        <button class="approve" name="decision" value="approve">Approve</button>
        <button class="reject" name="decision" value="reject">Reject</button>
      </div>
    </form>`
}

function timeoutOf({ dueAt, onTimeout }: ReviewView): string | null {
  if (dueAt === null) return null
  const end = onTimeout === 'approve' ? 'approved' : 'rejected'
  return ` If nobody decides, it is ${end} at ${readable(dueAt)}.`
}

function readable(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}
