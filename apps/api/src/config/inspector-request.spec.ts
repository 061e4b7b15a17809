import { takeInspectorRequest } from './inspector-request.js';

describe('takeInspectorRequest', () => {
  it('leaves a command line alone that does not ask for the inspector', () => {
    const argv = ['check', '--datapath', 'data', '--inspector', '--inspect-port=1'];
    expect(takeInspectorRequest(argv)).toEqual({ inspector: undefined, argv });
  });

  it.each([
    ['--inspect', { host: '127.0.0.1', port: 9229, pauses: false }],
    ['--inspect=0', { host: '127.0.0.1', port: 0, pauses: false }],
    ['--inspect=9230', { host: '127.0.0.1', port: 9230, pauses: false }],
    ['--inspect=localhost:9230', { host: 'localhost', port: 9230, pauses: false }],
    ['--inspect=[::1]:9230', { host: '::1', port: 9230, pauses: false }],
    ['--inspect-brk', { host: '127.0.0.1', port: 9229, pauses: true }],
    ['--inspect-brk=0.0.0.0:0', { host: '0.0.0.0', port: 0, pauses: true }],
  ])('reads %s', (word, inspector) => {
    expect(takeInspectorRequest([word])).toEqual({ inspector, argv: [] });
  });

  it('takes it out wherever it stands', () => {
    const { argv } = takeInspectorRequest(['--inspect-brk=0', 'stats', '--json', '--inspect']);
    expect(argv).toEqual(['stats', '--json']);
  });

  it('pauses when one of several flags says so, at the place of the last', () => {
    const { inspector } = takeInspectorRequest(['--inspect-brk', '--inspect=9230']);
    expect(inspector).toEqual({ host: '127.0.0.1', port: 9230, pauses: true });
  });

  it.each(['=', '=true', '=65536', '=-1', '=localhost', '=localhost:', '=::1:9229', '=a:b:1', '=http://a:1', '= 1'])(
    'refuses --inspect%s, and says what to write',
    (value) => {
      expect(() => takeInspectorRequest([`--inspect${value}`])).toThrow(/^--inspect.*: write a port or host:port/);
    },
  );
});
