// Made from openapi.json by `node packages/client/scripts/generate.ts`: change the routes, not this file.

export interface paths {
  '/healthz': {
    /** Whether the process serves */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Ok']
          }
        }
      }
    }
  }
  '/readyz': {
    /** Whether orders can be taken: Postgres answers, and its schema is there */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Ok']
          }
        }
      }
    }
  }
  '/v1/artifacts': {
    /** Upload a picture for scenes */
    post: {
      parameters: {
        query?: {
          /** Whose orders may use it. */
          channel?: string
        }
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['UploadFromUrlInput']
          'image/png': unknown
          'image/jpeg': unknown
          'image/webp': unknown
          'image/gif': unknown
        }
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Upload']
          }
        }
      }
    }
    /** List uploaded pictures, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
          /** Default: all. */
          channel?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['UploadPage']
          }
        }
      }
    }
  }
  '/v1/artifacts/{id}': {
    /** What an artifact is */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Artifact']
          }
        }
      }
    }
    /** Delete an uploaded picture that no video uses */
    delete: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/artifacts/{id}/content': {
    /** The file itself; takes Range, If-Range and If-None-Match */
    get: {
      parameters: {
        query?: never
        header?: {
          /** One range of bytes, as `bytes=0-999`. */
          range?: string
          /** The `ETag` that the range belongs to: all of the file where it is another. */
          'if-range'?: string
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
        206: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
      }
    }
    /** The file itself; takes Range, If-Range and If-None-Match */
    head: {
      parameters: {
        query?: never
        header?: {
          /** One range of bytes, as `bytes=0-999`. */
          range?: string
          /** The `ETag` that the range belongs to: all of the file where it is another. */
          'if-range'?: string
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
        206: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
      }
    }
  }
  '/v1/channels': {
    /** Create a channel */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NewChannelInput']
        }
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Channel']
          }
        }
      }
    }
    /** List channels, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
          /** Whether archived ones are listed too. */
          archived?: 'true' | 'false'
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['ChannelPage']
          }
        }
      }
    }
  }
  '/v1/channels/{id}': {
    /** A channel: its settings, as written and in effect */
    get: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Channel']
          }
        }
      }
    }
    /** Change a channel */
    patch: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['ChannelPatchInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Channel']
          }
        }
      }
    }
    /** Archive a channel: it takes no orders any more */
    delete: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/channels/{id}/credentials': {
    /** The names of the credentials of a channel */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['CredentialList']
          }
        }
      }
    }
  }
  '/v1/channels/{id}/credentials/{name}': {
    /** Store a credential, or replace it */
    put: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
          /** As a script finds it in its environment. */
          name: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NewCredentialInput']
        }
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
    /** Remove a credential */
    delete: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
          /** As a script finds it in its environment. */
          name: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/channels/{id}/events': {
    /** What happens in a channel */
    get: {
      parameters: {
        query?: {
          /** Only these, with commas: `video.*,task.failed`. Default: all. */
          types?: string
          /** For clients that cannot send the header Last-Event-ID, which comes first. */
          lastEventId?: string
        }
        header?: {
          /** The `id` of the last event that was got: what came after it follows. */
          'last-event-id'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/event-stream': string
          }
        }
      }
    }
  }
  '/v1/channels/{id}/restore': {
    /** Take an archived channel back into use */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Channel']
          }
        }
      }
    }
  }
  '/v1/dead-letters': {
    /** List what failed for good and waits for a person, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
          step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
          channel?: string
          /** As the letter has it: `exit_65`, `lease_expired` … */
          code?: string
          /** Failed then or later. */
          failedAfter?: string
          /** Failed before then. */
          failedBefore?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['DeadLetterPage']
          }
        }
      }
    }
  }
  '/v1/dead-letters/counts': {
    /** How many there are, by step and code */
    get: {
      parameters: {
        query?: {
          step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
          channel?: string
          /** As the letter has it: `exit_65`, `lease_expired` … */
          code?: string
          /** Failed then or later. */
          failedAfter?: string
          /** Failed before then. */
          failedBefore?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['DeadLetterCounts']
          }
        }
      }
    }
  }
  '/v1/dead-letters/drop': {
    /** End letters that nobody wants to see again; their tasks stay failed */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['DropInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['DropReport']
          }
        }
      }
    }
  }
  '/v1/dead-letters/preview': {
    /** Say what a redrive would do; changes nothing */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['RedriveInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['RedriveReport']
          }
        }
      }
    }
  }
  '/v1/dead-letters/redrive': {
    /** Have what failed for good tried again */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['RedriveInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['RedriveReport']
          }
        }
      }
    }
  }
  '/v1/dead-letters/{id}': {
    /** A letter, open or ended: what its task was told, and each attempt with its log */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WholeDeadLetter']
          }
        }
      }
    }
  }
  '/v1/events': {
    /** What happens in all channels that the key may know of */
    get: {
      parameters: {
        query?: {
          /** Only these, with commas: `video.*,task.failed`. Default: all. */
          types?: string
          /** For clients that cannot send the header Last-Event-ID, which comes first. */
          lastEventId?: string
        }
        header?: {
          /** The `id` of the last event that was got: what came after it follows. */
          'last-event-id'?: string
        }
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/event-stream': string
          }
        }
      }
    }
  }
  '/v1/keys': {
    /** Make a key */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NewKeyInput']
        }
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['MadeKey']
          }
        }
      }
    }
    /** List keys, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['KeyPage']
          }
        }
      }
    }
  }
  '/v1/keys/{id}': {
    /** A key */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Key']
          }
        }
      }
    }
    /** Revoke a key */
    delete: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/me': {
    /** Who asks, and what they may do */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Me']
          }
        }
      }
    }
  }
  '/v1/pauses': {
    /** What is paused */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['PauseList']
          }
        }
      }
    }
    /** Pause a step, a channel, a step of a channel, or everything */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NewPauseInput']
        }
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Pause']
          }
        }
      }
    }
  }
  '/v1/pauses/{id}': {
    /** End a pause: workers go on at once */
    delete: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/queues': {
    /** How much waits and runs, step by step */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['QueueList']
          }
        }
      }
    }
  }
  '/v1/review-links/{token}': {
    /** What a review link is about; changes nothing */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          token: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['LinkedReview']
          }
        }
      }
    }
  }
  '/v1/review-links/{token}/artifacts/{artifactId}/content': {
    /** A file that is to be decided on; takes Range, If-Range and If-None-Match */
    get: {
      parameters: {
        query?: never
        header?: {
          /** One range of bytes, as `bytes=0-999`. */
          range?: string
          /** The `ETag` that the range belongs to: all of the file where it is another. */
          'if-range'?: string
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          token: string
          artifactId: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
        206: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
      }
    }
    /** A file that is to be decided on; takes Range, If-Range and If-None-Match */
    head: {
      parameters: {
        query?: never
        header?: {
          /** One range of bytes, as `bytes=0-999`. */
          range?: string
          /** The `ETag` that the range belongs to: all of the file where it is another. */
          'if-range'?: string
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          token: string
          artifactId: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
        206: {
          headers: Record<string, unknown>
          content: {
            '*/*': unknown
          }
        }
      }
    }
  }
  '/v1/review-links/{token}/decision': {
    /** Decide, once */
    post: {
      parameters: {
        query?: never
        header?: never
        path: {
          token: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['LinkDecisionInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['LinkDecided']
          }
        }
      }
    }
  }
  '/v1/reviews': {
    /** List what waits for a person, the longest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
          channel?: string
          step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['ReviewPage']
          }
        }
      }
    }
  }
  '/v1/reviews/decisions': {
    /** Decide on many results, each by itself */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['DecisionsInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['DecisionList']
          }
        }
      }
    }
  }
  '/v1/reviews/{id}/approve': {
    /** Approve a result: what depends on it goes on */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['ApprovalInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['DecidedReview']
          }
        }
      }
    }
  }
  '/v1/reviews/{id}/links': {
    /** Make a link for one decision, which needs no key */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['ReviewLinkRequestInput']
        }
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['ReviewLink']
          }
        }
      }
    }
  }
  '/v1/reviews/{id}/reject': {
    /** Reject a result: to be made again with `parameters`, given up with `abandon`, or left to wait */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['RejectionInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['DecidedReview']
          }
        }
      }
    }
  }
  '/v1/tasks/{id}': {
    /** A task with its attempts and moves */
    get: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['TaskHistory']
          }
        }
      }
    }
  }
  '/v1/tasks/{id}/logs': {
    /** What the script of an attempt logs */
    get: {
      parameters: {
        query?: {
          /** Default: the newest. */
          attempt?: number
          /** Goes on with what comes, until the attempt has ended. */
          follow?: 'true' | 'false'
        }
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/plain': string
          }
        }
      }
    }
  }
  '/v1/tasks/{id}/redo': {
    /** Make a task again, with other inputs or none */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['RedoInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['TaskHistory']
          }
        }
      }
    }
  }
  '/v1/tasks/{id}/retry': {
    /** Try a task again now */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['RetryInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['TaskHistory']
          }
        }
      }
    }
  }
  '/v1/videos': {
    /** Order a video */
    post: {
      parameters: {
        query?: {
          /** Validates, plans and estimates, and writes nothing. */
          dryRun?: 'true' | 'false'
        }
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['OrderInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Preview']
          }
        }
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Submitted']
          }
        }
      }
    }
    /** List videos, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
          /** One, or several with commas between. */
          status?: string
          channel?: string
          /** Videos with a task of this step that has not ended well. */
          step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
          externalId?: string
          /** Stands in the title, in upper or lower case. */
          text?: string
          /** From this moment on. */
          createdAfter?: string
          /** Before this moment. */
          createdBefore?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['VideoPage']
          }
        }
      }
    }
  }
  '/v1/videos/batch': {
    /** Order up to 500 videos at once */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': (components['schemas']['OrderInput'])[]
          'application/x-ndjson': unknown
        }
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['SubmittedBatch']
          }
        }
      }
    }
  }
  '/v1/videos/{id}': {
    /** A video: status, progress, tasks */
    get: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` of what the client has: 304 where it is that still. */
          'if-none-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Video']
          }
        }
      }
    }
    /** Change priority or metadata */
    patch: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['VideoChangeInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Video']
          }
        }
      }
    }
    /** Delete a video that has ended, with its files */
    delete: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/videos/{id}/artifacts': {
    /** The files that a video has so far */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['ArtifactList']
          }
        }
      }
    }
  }
  '/v1/videos/{id}/cancel': {
    /** End a video for good */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NoteInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Video']
          }
        }
      }
    }
  }
  '/v1/videos/{id}/events': {
    /** What has happened to a video, and what happens */
    get: {
      parameters: {
        query?: {
          /** Only these, with commas: `video.*,task.failed`. Default: all. */
          types?: string
          /** For clients that cannot send the header Last-Event-ID, which comes first. */
          lastEventId?: string
        }
        header?: {
          /** The `id` of the last event that was got: what came after it follows. */
          'last-event-id'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'text/event-stream': string
          }
        }
      }
    }
  }
  '/v1/videos/{id}/retry': {
    /** Try all again that has failed for good */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NoteInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Video']
          }
        }
      }
    }
  }
  '/v1/webhook-deliveries/{id}': {
    /** A delivery: what was sent, and what came back */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WholeWebhookDelivery']
          }
        }
      }
    }
  }
  '/v1/webhook-deliveries/{id}/replay': {
    /** Send a delivery once more */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        202: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WebhookDelivery']
          }
        }
      }
    }
  }
  '/v1/webhooks': {
    /** Have results sent to you */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path?: never
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['NewWebhookInput']
        }
      }
      responses: {
        201: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WebhookWithSecret']
          }
        }
      }
    }
    /** List webhooks, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
        }
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WebhookPage']
          }
        }
      }
    }
  }
  '/v1/webhooks/{id}': {
    /** A webhook */
    get: {
      parameters: {
        query?: never
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Webhook']
          }
        }
      }
    }
    /** Change, enable or disable a webhook */
    patch: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      requestBody: {
        content: {
          'application/json': components['schemas']['WebhookChangeInput']
        }
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['Webhook']
          }
        }
      }
    }
    /** Delete a webhook and its deliveries */
    delete: {
      parameters: {
        query?: never
        header?: {
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        204: {
          headers: Record<string, unknown>
          content?: never
        }
      }
    }
  }
  '/v1/webhooks/{id}/deliveries': {
    /** List the deliveries of a webhook, newest first */
    get: {
      parameters: {
        query?: {
          limit?: number
          /** `nextCursor` of the page before. */
          cursor?: string
          state?: 'pending' | 'delivered' | 'failed'
        }
        header?: never
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WebhookDeliveryPage']
          }
        }
      }
    }
  }
  '/v1/webhooks/{id}/rotate-secret': {
    /** Give a webhook another secret */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
          /** The `ETag` that was seen: nothing is changed where it is another. */
          'if-match'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WebhookWithSecret']
          }
        }
      }
    }
  }
  '/v1/webhooks/{id}/test': {
    /** Send a test now */
    post: {
      parameters: {
        query?: never
        header?: {
          /** The same for all tries of one request: it is done once, and its first answer is repeated for 48 hours. */
          'idempotency-key'?: string
        }
        path: {
          id: string
        }
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WholeWebhookDelivery']
          }
        }
      }
    }
  }
  '/v1/workers': {
    /** The workers, and what they do */
    get: {
      parameters: {
        query?: never
        header?: never
        path?: never
        cookie?: never
      }
      responses: {
        200: {
          headers: Record<string, unknown>
          content: {
            'application/json': components['schemas']['WorkerList']
          }
        }
      }
    }
  }
}

export interface components {
  schemas: {
    /** The order, with the channel's defaults filled in. */
    AcceptedOrder: {
      title: string
      scenes?: (components['schemas']['Scene'])[]
      brief?: string
      aspect: '16:9' | '9:16' | '1:1'
      resolution: '720p' | '1080p'
      voice: string
      language: string
      captions: 'burned' | 'sidecar' | 'none'
      priority: 'high' | 'normal' | 'low'
      channel: string
    }
    ApprovalInput: {
      note?: string
      /** The attempt that was looked at. */
      attempt?: number
    }
    /** A file that a task made. */
    Artifact: {
      id: string
      videoId: string | null
      step: string | null
      scene: number | null
      /** What the file is: `film`, `subtitles_srt`, `thumbnail` … */
      role: string
      sha256: string
      bytes: number
      mediaType: string
      createdAt: string
      links: {
        /** A path on this host. */
        content: string
      }
    }
    ArtifactList: {
      artifacts: (components['schemas']['Artifact'])[]
    }
    /** One run of a task by one worker. */
    Attempt: {
      number: number
      worker: string
      claimedAt: string
      startedAt: string | null
      endedAt: string | null
      /** Null while it runs. */
      outcome: string | null
      error: {
        code: string
        message: string
        exitCode?: number | null
        signal?: string | null
      } | null
      /** What its script said that it spent. */
      cost: number | null
      usage: {
        wallSeconds: number
        cpuSeconds: number | null
        maxRssBytes: number | null
        logBytes: number
      } | null
      /** A result came after the claim was lost, and was not used. */
      late: boolean
      links: {
        /** A path on this host. */
        logs: string
      }
    }
    /** Who videos are made for. */
    Channel: {
      id: string
      name: string
      /** As they were written. */
      settings: {
        [name: string]: unknown
      }
      /** With the defaults filled in. */
      effective: {
        [name: string]: unknown
      }
      /** Rises with every change; the ETag is made of it. */
      version: number
      createdAt: string
      changedAt: string
      /** Since when it takes no orders any more. */
      archivedAt: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        credentials: string
        /** A path on this host. */
        events: string
      }
    }
    /** Channels, newest first. */
    ChannelPage: {
      channels: (components['schemas']['Channel'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    /** A JSON merge patch (RFC 7396). What comes of it is checked as a whole. */
    ChannelPatchInput: {
      name?: string
      /** Merged into what there is; null takes out. */
      settings?: {
        [name: string]: unknown
      }
    }
    Credential: {
      name: string
      changedAt: string
      changedBy: string
    }
    /** Names only: no value is ever shown. */
    CredentialList: {
      credentials: (components['schemas']['Credential'])[]
    }
    /** A task that failed for good. */
    DeadLetter: {
      id: string
      /** Null where the job stood for no task. */
      taskId: string | null
      video: {
        id: string
        title: string
      } | null
      channel: string | null
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      scene: number | null
      code: string
      message: string
      /** The one that failed for good; 0 where none ran. */
      attempt: number
      failedAt: string
      endedAt: string | null
      ending: 'redriven' | 'dropped' | 'superseded' | null
      endedBy: string | null
      /** As the task stands now. */
      taskState: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed' | null
      links: {
        /** A path on this host. */
        self: string
        task: string | null
      }
    }
    DeadLetterAttempt: {
      number: number
      worker: string
      startedAt: string | null
      endedAt: string | null
      outcome: string | null
      error: {
        code: string
        message: string
        [name: string]: unknown
      } | null
      /** Its last lines. */
      log: (string)[]
    }
    /** Open letters by step and code. */
    DeadLetterCounts: {
      counts: ({
        step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
        code: string
        count: number
      })[]
      total: number
    }
    /** Open letters, newest first. */
    DeadLetterPage: {
      deadLetters: (components['schemas']['DeadLetter'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    /** A decision that was carried out. */
    DecidedReview: {
      taskId: string
      /** What the decision has made of it. */
      state: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed'
      links: {
        /** A path on this host. */
        task: string
      }
    }
    /** Each was carried out whole or not at all. */
    DecisionList: {
      items: ({
        taskId: string
        done: true
        state: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed'
      } | {
        taskId: string
        done: false
        problem: components['schemas']['Problem']
      })[]
    }
    DecisionsInput: {
      decisions: ({
        taskId: string
        decision: 'approve' | 'reject'
        /** Must be there for a rejection. */
        note?: string
        /** The attempt that was looked at. */
        attempt?: number
        /** A JSON merge patch of what the task is told: it is made again with it at once. */
        parameters?: {
          [name: string]: unknown
        }
        /** Gives the task up at once: it fails for good. */
        abandon?: boolean
      })[]
    }
    DropInput: {
      /** `{}` is every open letter. */
      filter?: {
        step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
        channel?: string
        /** As the letter has it: `exit_65`, `lease_expired` … */
        code?: string
        /** Failed then or later. */
        failedAfter?: string
        /** Failed before then. */
        failedBefore?: string
      }
      /** Letters by id. Those of them that the filter lets through, if there is one. */
      ids?: (string)[]
    }
    /** Letters that were ended; their tasks stay failed. */
    DropReport: {
      dropped: (string)[]
      refused: ({
        id: string
        taskId: string | null
        done: false
        code: 'invalid_change' | 'no_task' | 'already_ended' | 'video_cancelled' | 'wrong_state' | 'not_matched' | 'unknown_letter' | 'unknown_task' | 'newer_attempt' | 'not_a_decider'
        message: string
        errors: ({
          pointer: string
          code: 'required' | 'wrong_type' | 'unknown_field' | 'empty' | 'too_long' | 'too_few' | 'too_many' | 'too_small' | 'too_big' | 'control_characters' | 'unknown_value' | 'malformed' | 'scenes_or_brief' | 'unknown_channel' | 'unknown_voice' | 'unspeakable_language' | 'voice_language_mismatch' | 'unknown_artifact' | 'not_a_picture' | 'external_id_taken' | 'duplicate_field' | 'forbidden_field'
          message: string
        })[]
      })[]
      /** Letters that match and were not looked at: call again for them. */
      remaining: number
    }
    /** A key of the API. */
    Key: {
      id: string
      name: string
      /** The first characters of the key, for recognition. */
      prefix: string
      scopes: ('videos:read' | 'videos:write' | 'reviews:decide' | 'channels:admin' | 'keys:admin' | 'metrics:read')[]
      /** The only channels that it may know of; null: all. */
      channels: (string)[] | null
      createdAt: string
      createdBy: string
      expiresAt: string | null
      /** To the minute. */
      lastUsedAt: string | null
      revokedAt: string | null
      revokedBy: string | null
      links: {
        /** A path on this host. */
        self: string
      }
    }
    /** Keys, newest first, revoked ones too. */
    KeyPage: {
      keys: (components['schemas']['Key'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    /** It was decided; the link is good for nothing any more. */
    LinkDecided: {
      state: 'approved' | 'rejected'
    }
    LinkDecisionInput: {
      decision: 'approve' | 'reject'
      /** Who decides. */
      name: string
      /** Must be there for a rejection. */
      note?: string
    }
    /** A result that waits for a person, as a link shows it. */
    LinkedReview: {
      video: {
        title: string
      }
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      /** From 1; null where the step works on the whole video. */
      scene: number | null
      /** Of the task. Send it back with the decision: it is refused where there is a newer one. */
      attempt: number
      waitingSince: string
      /** What the task was told. */
      parameters: {
        [name: string]: unknown
      }
      /** What its script said of itself: of a storyboard, its scenes. */
      result: {
        [name: string]: unknown
      } | null
      artifacts: (components['schemas']['ReviewArtifact'])[]
      /** When the link expires. */
      expiresAt: string
      /** When the policy of the gate decides; null: it waits for a person. */
      dueAt: string | null
      onTimeout: 'approve' | 'reject' | 'wait'
      links: {
        /** A path on this host. */
        decision: string
      }
    }
    /** A new key of the API. */
    MadeKey: {
      id: string
      name: string
      /** The first characters of the key, for recognition. */
      prefix: string
      scopes: ('videos:read' | 'videos:write' | 'reviews:decide' | 'channels:admin' | 'keys:admin' | 'metrics:read')[]
      /** The only channels that it may know of; null: all. */
      channels: (string)[] | null
      createdAt: string
      createdBy: string
      expiresAt: string | null
      /** To the minute. */
      lastUsedAt: string | null
      revokedAt: string | null
      revokedBy: string | null
      links: {
        /** A path on this host. */
        self: string
      }
      /** The key itself, shown here only; null where the answer is repeated and could not be kept safely. */
      key: string | null
    }
    /** The key that asks, as the API knows it. */
    Me: {
      id: string
      name: string
      scopes: ('videos:read' | 'videos:write' | 'reviews:decide' | 'channels:admin' | 'keys:admin' | 'metrics:read')[]
      /** The only channels that it may know of; null: all. */
      channels: (string)[] | null
    }
    /** Your own: kept and given back, never read by us. 50 members, 8 KiB in all. */
    Metadata: {
      [name: string]: string | number | boolean | null
    }
    /** Your own: kept and given back, never read by us. 50 members, 8 KiB in all. */
    MetadataInput: {
      [name: string]: string | number | boolean | null
    }
    /** One move of a task from state to state. */
    Move: {
      event: 'claim' | 'start' | 'release' | 'succeed' | 'review' | 'fail_retriable' | 'fail' | 'interrupt' | 'expire' | 'approve' | 'reject' | 'revise' | 'abandon' | 'redrive' | 'redo' | 'cancel'
      from: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed'
      to: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed'
      attempt: number
      /** Worker, person or policy. */
      by: string
      at: string
      reason: string | null
    }
    /** Who videos are made for. All settings may be left out. */
    NewChannelInput: {
      id: string
      name: string
      settings?: {
        voice?: string
        language?: string
        aspect?: '16:9' | '9:16' | '1:1'
        resolution?: '720p' | '1080p'
        captions?: 'burned' | 'sidecar' | 'none'
        commands?: {
          [name: string]: {
            argv: (string)[]
            outputs: {
              [name: string]: {
                file: string
                mediaType: string
              }
            }
            environment?: (string)[]
            timeoutSeconds?: number
          }
        }
        retry?: {
          maxAttempts?: number
          delaysSeconds?: (number)[]
          steps?: {
            [name: string]: {
              maxAttempts?: number
              delaysSeconds?: (number)[]
            }
          }
        }
        gates?: {
          [name: string]: {
            deciders?: (string)[]
            links?: boolean
            timeoutSeconds?: number
            onTimeout?: 'approve' | 'reject' | 'wait'
          }
        }
        limits?: {
          /** Scenes that an order may have. */
          scenesPerVideo?: number
          /** Videos that may be on their way at once: pending, processing or awaiting review. */
          openVideos?: number
        }
      }
    }
    NewCredentialInput: {
      /** The secret: 64 KiB at most. It is never shown again. */
      value: string
    }
    NewKeyInput: {
      /** What history says of who did something. Unique among keys in use. */
      name: string
      /** What it may do. None that the asking key has not. */
      scopes: ('videos:read' | 'videos:write' | 'reviews:decide' | 'channels:admin' | 'keys:admin' | 'metrics:read')[]
      /** The only channels that it may know of. Default: those of the asking key. */
      channels?: (string)[]
      /** When it ends by itself; in the future. Default: never. */
      expiresAt?: string
    }
    /** Nothing named: everything is paused. */
    NewPauseInput: {
      /** Only this step. */
      step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      /** Only this channel. */
      channel?: string
      reason?: string
    }
    NewWebhookInput: {
      /** Where messages are sent by POST. It must be https:// and lead to public addresses. */
      url: string
      /** Which results; `*`: all of them. */
      types: ('*' | 'video.completed' | 'video.failed' | 'video.cancelled' | 'video.awaiting_review' | 'task.completed' | 'task.awaiting_review' | 'task.approved' | 'task.rejected' | 'task.failed' | 'task.cancelled' | 'webhook.disabled')[]
      /** Results of these channels only; null: of all. */
      channels?: (string)[] | null
      /** `standard`: {id, type, timestamp, data}. `cloudevents`: a CloudEvent 1.0 in structured JSON. */
      format?: 'standard' | 'cloudevents'
      description?: string | null
    }
    NoteInput: {
      /** Kept in the history. */
      note?: string
    }
    Ok: {
      status: 'ok'
    }
    OrderInput: {
      title: string
      scenes?: (components['schemas']['SceneInput'])[]
      /** Plain text, split into scenes by sentences; instead of scenes. */
      brief?: string
      aspect?: '16:9' | '9:16' | '1:1'
      resolution?: '720p' | '1080p'
      /** `slt`, `rms`, `awb`, `kal16`, `kal`, or `espeak:<language>` where installed. */
      voice?: string
      /** BCP 47. Default: the language of the voice. */
      language?: string
      captions?: 'burned' | 'sidecar' | 'none'
      priority?: 'high' | 'normal' | 'low'
      channel?: string
      /** What you call the video: unique in its channel. */
      externalId?: string
      metadata?: components['schemas']['MetadataInput']
    }
    OtherQueue: {
      queue: string
      waiting: number
      delayed: number
      running: number
      /** Seconds that the one has waited which waits longest. */
      oldestSeconds: number | null
    }
    /** What is held back until the pause is deleted. */
    Pause: {
      id: string
      /** Null: every step. */
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish' | null
      /** Null: every channel. */
      channel: string | null
      reason: string | null
      pausedAt: string
      pausedBy: string
      links: {
        /** A path on this host. */
        self: string
      }
    }
    PauseList: {
      pauses: (components['schemas']['Pause'])[]
    }
    /** What an order would come to. Nothing was written, and nothing is reserved. */
    Preview: {
      valid: true
      warnings: (components['schemas']['Warning'])[]
      plan: {
        tasks: number
        steps: ({
          step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
          tasks: number
        })[]
        scenes: number
      }
      estimate: {
        /** Of the film, by its words. */
        filmSeconds: number
        /** Of all scripts together, by what the newest films of the channel took. */
        workSeconds: number
      }
    }
    /** RFC 9457: why a request was not served. */
    Problem: {
      /** `urn:reelyard:problem:` and the code. */
      type: string
      title: string
      status: number
      /** Stable: decide by this. */
      code: 'malformed_json' | 'empty_body' | 'invalid_query' | 'bad_cursor' | 'bad_request' | 'unauthorized' | 'missing_scope' | 'not_a_decider' | 'route_not_found' | 'video_not_found' | 'artifact_not_found' | 'task_not_found' | 'channel_not_found' | 'dead_letter_not_found' | 'webhook_not_found' | 'delivery_not_found' | 'key_not_found' | 'review_link_not_found' | 'credential_not_found' | 'pause_not_found' | 'request_timeout' | 'wrong_state' | 'newer_attempt' | 'video_ended' | 'video_running' | 'nothing_to_retry' | 'external_id_taken' | 'idempotency_in_flight' | 'name_taken' | 'channel_archived' | 'default_channel' | 'artifact_in_use' | 'webhook_disabled' | 'link_expired' | 'precondition_failed' | 'body_too_large' | 'url_too_long' | 'unsupported_media_type' | 'range_not_satisfiable' | 'invalid_body' | 'invalid_order' | 'idempotency_mismatch' | 'invalid_change' | 'invalid_upload' | 'channel_limit' | 'rate_limited' | 'unsafe_url' | 'headers_too_large' | 'internal_error' | 'artifact_unavailable' | 'not_ready' | 'database_unavailable' | 'shutting_down' | 'overloaded' | 'encryption_off'
      /** What went wrong this time, for people. */
      detail: string
      /** Whether the same request may succeed later. */
      retryable: boolean
      /** The task that it is about. */
      taskId?: string
      step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      scene?: number | null
      errors: ({
        /** JSON pointer into what was sent. */
        pointer: string
        code: 'required' | 'wrong_type' | 'unknown_field' | 'empty' | 'too_long' | 'too_few' | 'too_many' | 'too_small' | 'too_big' | 'control_characters' | 'unknown_value' | 'malformed' | 'scenes_or_brief' | 'unknown_channel' | 'unknown_voice' | 'unspeakable_language' | 'voice_language_mismatch' | 'unknown_artifact' | 'not_a_picture' | 'external_id_taken' | 'duplicate_field' | 'forbidden_field'
        message: string
      })[]
    }
    /** The tasks of one step; of the channels of the key. */
    Queue: {
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      /** Tasks that may run now. */
      waiting: number
      /** Tasks that wait for their time to be tried again. */
      delayed: number
      /** Tasks that a pause of their channel holds back, as far as they were in the way. */
      held: number
      running: number
      /** Seconds that the one has waited which waits longest. */
      oldestSeconds: number | null
      /** Open ones. */
      deadLetters: number
      /** The step as a whole, or everything. */
      paused: boolean
    }
    /** One entry a step, in the order of the plan. */
    QueueList: {
      queues: (components['schemas']['Queue'])[]
      /** Messages on their way to webhooks; none for a key of some channels. */
      others: (components['schemas']['OtherQueue'])[]
    }
    RedoInput: {
      /** A JSON merge patch (RFC 7396) of `parameters`: only what is there can be changed. */
      parameters?: {
        [name: string]: unknown
      }
      /** Kept in the history. */
      note?: string
      /** The attempt that was looked at: refused where there is a newer one. */
      attempt?: number
    }
    RedriveInput: {
      /** `{}` is every open letter. */
      filter?: {
        step?: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
        channel?: string
        /** As the letter has it: `exit_65`, `lease_expired` … */
        code?: string
        /** Failed then or later. */
        failedAfter?: string
        /** Failed before then. */
        failedBefore?: string
      }
      /** Letters by id. Those of them that the filter lets through, if there is one. */
      ids?: (string)[]
      /** So many tasks a second become ready; 0.1 is one in ten seconds. */
      perSecond?: number
      /** A JSON merge patch of what each of the tasks is told. */
      parameters?: {
        [name: string]: unknown
      }
      note?: string
      /** `nextCursor` of the call before, to go on. */
      cursor?: string
    }
    /** What became of each letter, oldest first. */
    RedriveReport: {
      redriven: number
      refused: number
      /** Until the last of them may run. */
      spreadSeconds: number
      items: ({
        id: string
        taskId: string
        done: true
        afterSeconds: number
      } | {
        id: string
        taskId: string | null
        done: false
        code: 'invalid_change' | 'no_task' | 'already_ended' | 'video_cancelled' | 'wrong_state' | 'not_matched' | 'unknown_letter' | 'unknown_task' | 'newer_attempt' | 'not_a_decider'
        message: string
        errors: ({
          pointer: string
          code: 'required' | 'wrong_type' | 'unknown_field' | 'empty' | 'too_long' | 'too_few' | 'too_many' | 'too_small' | 'too_big' | 'control_characters' | 'unknown_value' | 'malformed' | 'scenes_or_brief' | 'unknown_channel' | 'unknown_voice' | 'unspeakable_language' | 'voice_language_mismatch' | 'unknown_artifact' | 'not_a_picture' | 'external_id_taken' | 'duplicate_field' | 'forbidden_field'
          message: string
        })[]
      })[]
      /** Whether there are more items than are shown. */
      truncated: boolean
      /** Letters that match and were not looked at: call again for them. */
      remaining: number
      /** Give it as `cursor` to go on; null where none remain. */
      nextCursor: string | null
    }
    RejectionInput: {
      /** Why. */
      note: string
      /** The attempt that was looked at. */
      attempt?: number
      /** A JSON merge patch of what the task is told: it is made again with it at once. */
      parameters?: {
        [name: string]: unknown
      }
      /** Gives the task up at once: it fails for good. */
      abandon?: boolean
    }
    /** A result, in the format `standard`. With `cloudevents` its `data` is that of a CloudEvent 1.0. */
    ResultMessage: {
      /** The same in every try and replay: receivers know a repetition by it. */
      id: string
      type: 'video.completed' | 'video.failed' | 'video.cancelled' | 'video.awaiting_review' | 'task.completed' | 'task.awaiting_review' | 'task.approved' | 'task.rejected' | 'task.failed' | 'task.cancelled' | 'webhook.disabled' | 'webhook.test'
      /** When it happened. */
      timestamp: string
      /** What it happened to. What else it tells depends on the type. */
      data: {
        videoId?: string
        channel?: string
        externalId?: string | null
        /** Of what is told of a task. */
        taskId?: string
        /** Paths on the host of the API. */
        links?: {
          [name: string]: string
        }
        [name: string]: unknown
      }
    }
    RetryInput: {
      /** Kept in the history. */
      note?: string
      /** The attempt that was looked at: refused where there is a newer one. */
      attempt?: number
    }
    /** A result that waits for a person. */
    Review: {
      taskId: string
      video: {
        id: string
        title: string
        channel: string
        externalId: string | null
      }
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      /** From 1; null where the step works on the whole video. */
      scene: number | null
      /** Of the task. Send it back with the decision: it is refused where there is a newer one. */
      attempt: number
      waitingSince: string
      /** What the task was told. */
      parameters: {
        [name: string]: unknown
      }
      /** What its script said of itself: of a storyboard, its scenes. */
      result: {
        [name: string]: unknown
      } | null
      artifacts: (components['schemas']['ReviewArtifact'])[]
      /** When the policy of the gate decides; null: it waits for a person. */
      dueAt: string | null
      /** What the policy decides then. */
      onTimeout: 'approve' | 'reject' | 'wait'
      links: {
        /** A path on this host. */
        task: string
        /** A path on this host. */
        video: string
        /** A path on this host. */
        approve: string
        /** A path on this host. */
        reject: string
      }
    }
    /** A file that the attempt made. */
    ReviewArtifact: {
      id: string
      /** What the file is: `image`, `composite`, `clip`, `film` … */
      role: string
      mediaType: string
      bytes: number
      sha256: string
      links: {
        /** A path on this host. */
        content: string
      }
    }
    /** A signed, expiring URL for one decision. */
    ReviewLink: {
      /** A page to decide on. Whoever has it may decide, once. */
      url: string
      /** For the routes under /v1/review-links. */
      token: string
      expiresAt: string
    }
    ReviewLinkRequestInput: {
      expiresInSeconds?: number
      /** The attempt that was looked at. */
      attempt?: number
    }
    /** Results that wait, the longest first. */
    ReviewPage: {
      reviews: (components['schemas']['Review'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    Scene: {
      /** What is said in this scene. */
      narration: string
      /** What is seen: a prompt. Default: the narration. */
      visual?: string
      /** What is heard besides the voice. Default: the visual. */
      sound?: string
      /** The camera move. */
      motion: 'auto' | 'still' | 'push_in' | 'pull_out' | 'pan_left' | 'pan_right'
      /** Id of an artifact to use as the picture. */
      image?: string
    }
    SceneInput: {
      /** What is said in this scene. */
      narration: string
      /** What is seen: a prompt. Default: the narration. */
      visual?: string
      /** What is heard besides the voice. Default: the visual. */
      sound?: string
      /** The camera move. */
      motion?: 'auto' | 'still' | 'push_in' | 'pull_out' | 'pan_left' | 'pan_right'
      /** Id of an artifact to use as the picture. */
      image?: string
    }
    /** An order that was taken. */
    Submitted: {
      id: string
      status: 'pending' | 'processing' | 'awaiting_review' | 'completed' | 'failed' | 'cancelled'
      /** What will be guessed, or cut. */
      warnings: (components['schemas']['Warning'])[]
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        artifacts: string
      }
    }
    /** Orders that were taken, in the order in which they were sent. */
    SubmittedBatch: {
      videos: (components['schemas']['Submitted'])[]
    }
    /** One step of a video, for one scene where the step works scene by scene. */
    Task: {
      id: string
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      /** From 1; null where the step works on the whole video. */
      scene: number | null
      state: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed'
      /** Number of the newest attempt; 0 before the first. */
      attempt: number
      /** Attempts that failed. */
      failures: number
      worker: string | null
      startedAt: string | null
      finishedAt: string | null
      /** When a task in the state `retry` runs again. */
      retryAt: string | null
      error: {
        code: string
        message: string
      } | null
      /** Ran nothing: an earlier task had made the same. */
      reused: boolean
    }
    /** A task with every attempt and every move. */
    TaskHistory: {
      id: string
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      /** From 1; null where the step works on the whole video. */
      scene: number | null
      state: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed'
      /** Number of the newest attempt; 0 before the first. */
      attempt: number
      /** Attempts that failed. */
      failures: number
      worker: string | null
      startedAt: string | null
      finishedAt: string | null
      /** When a task in the state `retry` runs again. */
      retryAt: string | null
      error: {
        code: string
        message: string
      } | null
      /** Ran nothing: an earlier task had made the same. */
      reused: boolean
      videoId: string
      maxAttempts: number
      /** What it is told to do. */
      parameters: {
        [name: string]: unknown
      }
      /** Oldest first. */
      attempts: (components['schemas']['Attempt'])[]
      /** Oldest first. */
      moves: (components['schemas']['Move'])[]
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        video: string
        /** A path on this host. */
        logs: string
      }
    }
    /** A picture that was uploaded: name its id as `image` of a scene. */
    Upload: {
      id: string
      videoId: string | null
      step: string | null
      scene: number | null
      /** What the file is: `film`, `subtitles_srt`, `thumbnail` … */
      role: string
      sha256: string
      bytes: number
      mediaType: string
      createdAt: string
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        content: string
      }
      width: number
      height: number
    }
    /** A picture somewhere else. Or send the picture itself: image/png, image/jpeg, image/webp or image/gif. */
    UploadFromUrlInput: {
      /** https://, on the open internet. It is fetched once, now. */
      url: string
    }
    /** Uploaded pictures, newest first. */
    UploadPage: {
      artifacts: (components['schemas']['Artifact'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    /** A video and its tasks, in the order of the plan. */
    Video: {
      id: string
      channel: string
      title: string
      status: 'pending' | 'processing' | 'awaiting_review' | 'completed' | 'failed' | 'cancelled'
      /** Share of the planned tasks that have ended well. */
      progress: number
      priority: 'high' | 'normal' | 'low'
      /** 0 until the storyboard is known. */
      sceneCount: number
      /** What you call it. */
      externalId: string | null
      metadata: components['schemas']['Metadata']
      createdAt: string
      endedAt: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        artifacts: string
      }
      order: components['schemas']['AcceptedOrder']
      tasks: (components['schemas']['Task'])[]
    }
    /** `metadata` replaces all of it. What a worker holds keeps its priority. */
    VideoChangeInput: {
      priority?: 'high' | 'normal' | 'low'
      metadata?: components['schemas']['MetadataInput']
    }
    /** Videos, newest first. */
    VideoPage: {
      videos: (components['schemas']['VideoSummary'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    VideoSummary: {
      id: string
      channel: string
      title: string
      status: 'pending' | 'processing' | 'awaiting_review' | 'completed' | 'failed' | 'cancelled'
      /** Share of the planned tasks that have ended well. */
      progress: number
      priority: 'high' | 'normal' | 'low'
      /** 0 until the storyboard is known. */
      sceneCount: number
      /** What you call it. */
      externalId: string | null
      metadata: components['schemas']['Metadata']
      createdAt: string
      endedAt: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        artifacts: string
      }
    }
    /** What will be guessed or cut: the order is taken all the same. */
    Warning: {
      /** JSON pointer into the order. */
      pointer: string
      code: 'visual_from_narration' | 'sound_guessed' | 'language_of_voice' | 'voice_chosen' | 'brief_split' | 'scenes_lengthened' | 'narration_long' | 'not_spoken' | 'captions_without_font'
      message: string
    }
    /** Where results are sent. */
    Webhook: {
      id: string
      url: string
      description: string | null
      channels: (string)[] | null
      types: (string)[]
      /** `standard`: {id, type, timestamp, data}. `cloudevents`: a CloudEvent 1.0 in structured JSON. */
      format: 'standard' | 'cloudevents'
      enabled: boolean
      /** Rises with each change; it is the ETag. */
      version: number
      createdAt: string
      /** The name of the key. */
      createdBy: string
      disabledAt: string | null
      /** `by_hand`; `gone`: it answered 410; `exhausted`: the last try of a delivery failed; `failing`: for five days. */
      disabledReason: string | null
      /** Since when nothing has arrived; null where the last try arrived. */
      failingSince: string | null
      /** Until when messages are signed with the former secret as well. */
      formerSecretUntil: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        deliveries: string
      }
    }
    WebhookChangeInput: {
      /** Where messages are sent by POST. It must be https:// and lead to public addresses. */
      url?: string
      /** Which results; `*`: all of them. */
      types?: ('*' | 'video.completed' | 'video.failed' | 'video.cancelled' | 'video.awaiting_review' | 'task.completed' | 'task.awaiting_review' | 'task.approved' | 'task.rejected' | 'task.failed' | 'task.cancelled' | 'webhook.disabled')[]
      /** Results of these channels only; null: of all. */
      channels?: (string)[] | null
      /** `standard`: {id, type, timestamp, data}. `cloudevents`: a CloudEvent 1.0 in structured JSON. */
      format?: 'standard' | 'cloudevents'
      description?: string | null
      /** true: from now on, with a clean record. false: nothing is sent any more. */
      enabled?: boolean
    }
    /** A result on its way to one webhook. */
    WebhookDelivery: {
      id: string
      webhookId: string
      /** `webhook-id` of the request: the same for each try, and for replays. */
      messageId: string
      type: string
      channel: string | null
      state: 'pending' | 'delivered' | 'failed'
      tries: number
      createdAt: string
      nextTryAt: string | null
      endedAt: string | null
      /** The delivery that it repeats. */
      replayOf: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        webhook: string
      }
    }
    /** Deliveries of a webhook, newest first. */
    WebhookDeliveryPage: {
      deliveries: (components['schemas']['WebhookDelivery'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    /** Webhooks, newest first. */
    WebhookPage: {
      webhooks: (components['schemas']['Webhook'])[]
      /** Give it as `cursor` to get the next page; null on the last one. */
      nextCursor: string | null
    }
    WebhookTry: {
      number: number
      at: string
      milliseconds: number
      /** Without the signature. */
      request: {
        url: string
        headers: {
          [name: string]: string
        }
      }
      /** Its first 4,096 bytes; null where there was no answer. */
      response: {
        status: number
        headers: {
          [name: string]: string
        }
        body: string
      } | null
      /** Why there was no answer. */
      error: {
        code: string
        message: string
      } | null
    }
    WebhookWithSecret: {
      id: string
      url: string
      description: string | null
      channels: (string)[] | null
      types: (string)[]
      /** `standard`: {id, type, timestamp, data}. `cloudevents`: a CloudEvent 1.0 in structured JSON. */
      format: 'standard' | 'cloudevents'
      enabled: boolean
      /** Rises with each change; it is the ETag. */
      version: number
      createdAt: string
      /** The name of the key. */
      createdBy: string
      disabledAt: string | null
      /** `by_hand`; `gone`: it answered 410; `exhausted`: the last try of a delivery failed; `failing`: for five days. */
      disabledReason: string | null
      /** Since when nothing has arrived; null where the last try arrived. */
      failingSince: string | null
      /** Until when messages are signed with the former secret as well. */
      formerSecretUntil: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        deliveries: string
      }
      /** `whsec_…`, what messages are signed with. Never shown again. */
      secret: string
    }
    /** A letter, with what its task was told and tried. */
    WholeDeadLetter: {
      id: string
      /** Null where the job stood for no task. */
      taskId: string | null
      video: {
        id: string
        title: string
      } | null
      channel: string | null
      step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
      scene: number | null
      code: string
      message: string
      /** The one that failed for good; 0 where none ran. */
      attempt: number
      failedAt: string
      endedAt: string | null
      ending: 'redriven' | 'dropped' | 'superseded' | null
      endedBy: string | null
      /** As the task stands now. */
      taskState: 'pending' | 'claimed' | 'processing' | 'retry' | 'awaiting_review' | 'approved' | 'rejected' | 'completed' | 'failed' | null
      links: {
        /** A path on this host. */
        self: string
        task: string | null
      }
      origin: {
        queue: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
        jobId: string
        worker: string | null
      }
      /** What the job carried. */
      payload: unknown
      /** What the task is told; `parameters` of a redrive can change it. */
      parameters: {
        [name: string]: unknown
      } | null
      /** Oldest first. */
      attempts: (components['schemas']['DeadLetterAttempt'])[]
    }
    WholeWebhookDelivery: {
      id: string
      webhookId: string
      /** `webhook-id` of the request: the same for each try, and for replays. */
      messageId: string
      type: string
      channel: string | null
      state: 'pending' | 'delivered' | 'failed'
      tries: number
      createdAt: string
      nextTryAt: string | null
      endedAt: string | null
      /** The delivery that it repeats. */
      replayOf: string | null
      links: {
        /** A path on this host. */
        self: string
        /** A path on this host. */
        webhook: string
      }
      /** To the byte. */
      body: string
      attempts: (components['schemas']['WebhookTry'])[]
    }
    /** A worker process. */
    Worker: {
      /** Of the process: a restarted worker is another one, of the same name. */
      id: string
      name: string
      version: string
      /** Heard of within one lease. */
      alive: boolean
      /** As it said itself, last. */
      state: 'ready' | 'draining' | 'deaf' | 'stuck'
      /** What keeps it from working. */
      reason: string | null
      steps: (string)[]
      /** Tasks that it may hold at once. */
      slots: number
      /** Tasks that it held at its last heartbeat. */
      running: number
      /** Those that it holds now; of the channels of the key. */
      tasks: ({
        taskId: string
        videoId: string
        step: 'storyboard' | 'assets' | 'composites' | 'narration' | 'clips' | 'sound_effects' | 'assembly' | 'publish'
        scene: number | null
        attempt: number
        /** When it was claimed. */
        since: string
        links: {
          /** A path on this host. */
          task: string
          /** A path on this host. */
          video: string
        }
      })[]
      startedAt: string
      lastHeartbeatAt: string
      lastClaimAt: string | null
    }
    /** The worker processes, by name. One that ended without a word stays for a day. */
    WorkerList: {
      workers: (components['schemas']['Worker'])[]
    }
  }
}
