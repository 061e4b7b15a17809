import { isLoopbackAddress } from './loopback-address.js';

describe('isLoopbackAddress', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('takes %s', (address) => {
    expect(isLoopbackAddress(address)).toBe(true);
  });

  it.each([
    '192.0.2.1',
    '::ffff:192.0.2.1',
    '0.0.0.0',
    '127.evil.example',
    '127.0.0.999',
    '::ffff:127.0.0.256',
    '',
    '::2',
  ])('refuses %p', (address) => {
    expect(isLoopbackAddress(address)).toBe(false);
  });
});
