import type { PipelineOptions } from '@reelyard/pipeline'

/** A pipeline of a test: no housekeeping beside it, and a fault in background work fails the test. */
export function testPipelineOptions(databaseUrl: string): PipelineOptions {
  return {
    databaseUrl,
    applicationName: 'test',
    housekeeping: false,
    onError: (error) => {
      throw error
    },
  }
}
