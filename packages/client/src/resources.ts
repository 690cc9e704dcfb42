/** What the API takes and answers with, by the names of openapi.json. */
import type { components, paths } from '../openapi.d.ts'

type Schemas = components['schemas']

/** An order that was taken: its video waits. */
export type Submitted = Schemas['Submitted']
/** What an order would become. */
export type Preview = Schemas['Preview']
/** A video in a listing. */
export type VideoSummary = Schemas['VideoSummary']
/** One video with its tasks. */
export type Video = Schemas['Video']
/** One step of a video, for one scene where the step works scene by scene. */
export type Task = Schemas['Task']
/** One page of the listing, newest first. */
export type VideoPage = Schemas['VideoPage']
/** A file that a task made. */
export type Artifact = Schemas['Artifact']
/** RFC 9457: why a request was not served. */
export type ProblemDocument = Schemas['Problem']

type Methods = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** What may be asked of a path. */
export type QueryOf<
  Path extends keyof paths,
  Method extends Methods & keyof paths[Path],
> = paths[Path][Method] extends {
  parameters: { query?: infer Query }
}
  ? NonNullable<Query>
  : never

/** What is sent to a path. */
export type BodyOf<Path extends keyof paths, Method extends Methods & keyof paths[Path]> = paths[Path][Method] extends {
  requestBody?: { content: { 'application/json': infer Body } }
}
  ? Body
  : never
