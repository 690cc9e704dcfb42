import { findDestination, isPublicAddress, OutboundError, readAllowList } from '@reelyard/outbound'
import { describe, expect, test } from 'vitest'

describe('an address that is not public', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['loopback, far end', '127.255.255.254'],
    ['private 10', '10.0.0.1'],
    ['private 172', '172.16.0.1'],
    ['private 192', '192.168.1.1'],
    ['link-local', '169.254.1.1'],
    ['metadata', '169.254.169.254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['multicast', '224.0.0.1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '192.0.2.1'],
    ['benchmarks', '198.18.0.1'],
    ['loopback 6', '::1'],
    ['unspecified 6', '::'],
    ['link-local 6', 'fe80::1'],
    ['unique local', 'fd00::1'],
    ['metadata 6', 'fd00:ec2::254'],
    ['site-local', 'fec0::1'],
    ['multicast 6', 'ff02::1'],
    ['documentation 6', '2001:db8::1'],
    ['mapped', '::ffff:127.0.0.1'],
    ['mapped in hexadecimal', '::ffff:7f00:1'],
    ['compatible', '::127.0.0.1'],
    ['NAT64 of a private one', '64:ff9b::10.0.0.1'],
    ['NAT64 of metadata', '64:ff9b::a9fe:a9fe'],
    ['local NAT64', '64:ff9b:1::7f00:1'],
    ['6to4 of a private one', '2002:7f00:1::'],
    ['Teredo', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['nothing known', '4000::1'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ])('is refused: %s, %s', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false)
  })
})

test.each(['93.184.215.14', '8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'])(
  'a public address is taken: %s',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

const PUBLIC = async () => ['93.184.215.14']

async function codeFor(url: string, options: Parameters<typeof findDestination>[1] = {}): Promise<string> {
  return findDestination(url, { resolver: PUBLIC, ...options }).then(
    () => 'taken',
    (error: unknown) => (error instanceof OutboundError ? error.code : String(error)),
  )
}

describe('a URL', () => {
  test.each([
    ['https://2130706433/'],
    ['https://0x7f000001/'],
    ['https://0x7f.1/'],
    ['https://017700000001/'],
    ['https://0177.0.0.1/'],
    ['https://127.1/'],
    ['https://127.0.0.1./'],
    ['https://[::1]/'],
    ['https://[::ffff:127.0.0.1]/'],
    ['https://[::ffff:7f00:1]/'],
    ['https://[64:ff9b::7f00:1]/'],
    ['https://169.254.169.254/latest/meta-data/'],
    ['https://[fd00:ec2::254]/'],
    ['https://①②⑦.0.0.1/'],
  ])('that is another way to write an address of ours is refused: %s', async (url) => {
    expect(await codeFor(url)).toBe('unsafe_address')
  })

  test.each([
    ['http://example.com/', 'unsafe_scheme'],
    ['ftp://example.com/', 'unsafe_scheme'],
    ['file:///etc/passwd', 'unsafe_scheme'],
    ['gopher://example.com/', 'unsafe_scheme'],
    ['https://user:secret@example.com/', 'credentials_in_url'],
    ['https://example.com:22/', 'unsafe_port'],
    ['https://example.com:80/', 'unsafe_port'],
    ['https://example.com:99999/', 'invalid_url'],
    ['no url', 'invalid_url'],
    [`https://example.com/${'a'.repeat(2_000)}`, 'invalid_url'],
    ['https://example.com/', 'taken'],
    ['https://example.com:8443/', 'taken'],
  ])('%s: %s', async (url, code) => {
    expect(await codeFor(url)).toBe(code)
  })

  test('is refused where one of its addresses is not public', async () => {
    expect(await codeFor('https://example.com/', { resolver: async () => ['8.8.8.8', '10.0.0.1'] })).toBe(
      'unsafe_address',
    )
  })

  test('is refused where its name has no address', async () => {
    expect(await codeFor('https://example.com/', { resolver: async () => [] })).toBe('unknown_host')
    const failing = { resolver: () => Promise.reject(new Error('SERVFAIL')) }
    expect(await codeFor('https://example.com/', failing)).toBe('unknown_host')
  })
})

describe('the allow-list', () => {
  const inside = async () => ['10.1.2.3']
  test.each([
    ['hooks.corp', 'http://hooks.corp/', 'taken'],
    ['hooks.corp', 'http://hooks.corp:81/', 'taken'],
    ['HOOKS.corp', 'http://hooks.CORP./', 'taken'],
    ['hooks.corp:81', 'http://hooks.corp:81/', 'taken'],
    ['hooks.corp:81', 'http://hooks.corp/', 'unsafe_scheme'],
    ['*.corp', 'https://hooks.corp/', 'taken'],
    ['*.corp', 'https://corp/', 'unsafe_address'],
    ['*.corp', 'https://hookscorp/', 'unsafe_address'],
    ['10.0.0.0/8', 'http://hooks.corp/', 'taken'],
    ['10.1.2.0/24, other.corp', 'http://hooks.corp/', 'taken'],
    ['10.9.0.0/16', 'https://hooks.corp/', 'unsafe_address'],
    ['10.0.0.0/8', 'http://10.1.2.3:22/', 'taken'],
    ['[::1]:8080', 'http://[::1]:8080/', 'taken'],
    ['[::1]:8080', 'https://[::1]:8081/', 'unsafe_address'],
    ['other.corp', 'https://hooks.corp/', 'unsafe_address'],
    ['hooks.corp', 'http://user:pass@hooks.corp/', 'credentials_in_url'],
  ])("'%s': %s is %s", async (list, url, code) => {
    expect(await codeFor(url, { resolver: inside, allow: readAllowList(list) })).toBe(code)
  })

  test.each(['http://hooks.corp', 'a b', 'host:99999', '10.0.0.0/99', '*'])('cannot hold %s', (entry) => {
    expect(() => readAllowList(entry)).toThrow('is no host')
  })
})
