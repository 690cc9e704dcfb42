/** Small pictures as real programs write them: 20 × 16 pixels of one colour, by libvips. */
const bytes = (base64: string) => Buffer.from(base64, 'base64')

export const PICTURES = {
  png: bytes(
    'iVBORw0KGgoAAAANSUhEUgAAABQAAAAQCAIAAACZeshMAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAHElEQVQokWNQcEggGzGMak4YDbCE0USSMGgyBgBOl/' +
      'ABVCwfnwAAAABJRU5ErkJggg==',
  ),
  jpeg: bytes(
    '/9j/2wBDAAYEBQYFBAYGBQYHBwYIChAKCgkJChQODwwQFxQYGBcUFhYaHSUfGhsjHBYWICwgIyYnKSopGR8tMC0oMCUoKSj/2wBD' +
      'AQcHBwoIChMKChMoGhYaKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCj/wAARCAAQABQD' +
      'ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAA' +
      'AAX/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCRALCSAA//2Q==',
  ),
  webp: bytes('UklGRj4AAABXRUJQVlA4IDIAAADQAgCdASoUABAAPm0skkWkIqGYBABABsSxgDsAAIGwAP70UR//E8XbyG/+vgCniQAAAA=='),
  lossless: bytes('UklGRh4AAABXRUJQVlA4TBEAAAAvE8ADAAdQoIIUrP+BiOh/AAA='),
  gif: bytes('R0lGODlhFAAQAIAAAExpcSBAYCH5BAUAAAAALAAAAAAUABAAAAIPjI+py+0Po5y02ouz3hwXADs='),
} as const

export const TYPES: Record<keyof typeof PICTURES, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  lossless: 'image/webp',
  gif: 'image/gif',
}
