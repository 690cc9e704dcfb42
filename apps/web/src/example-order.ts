/** The order that /docs offers to try. */
export const EXAMPLE_ORDER = {
  title: 'Life in a Tide Pool',
  aspect: '16:9',
  resolution: '1080p',
  voice: 'slt',
  captions: 'burned',
  scenes: [
    {
      narration: 'Twice a day, the sea pulls back and leaves a small world behind.',
      visual: 'rocky shore at low tide, calm sea, golden morning sky',
      sound: 'gentle waves on rocks',
      motion: 'push_in',
    },
    {
      narration: 'Then the first wave comes over the edge, and the ocean takes its garden back.',
      visual: 'wave breaking over rocks at dusk, orange and violet sky',
      sound: 'breaking waves',
      motion: 'pan_left',
    },
  ],
}
