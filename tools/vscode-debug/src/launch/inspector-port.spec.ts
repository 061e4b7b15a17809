import { portIn } from './inspector-port.ts';

it.each([
  [['node', 'a.js'], 9229],
  [['node', '--inspect-port=0', 'a.js'], 0],
  [['node', '--inspect-port', '127.0.0.1:9333', 'a.js'], 9333],
  [['node', '--inspect=[::1]:9444', 'a.js'], 9444],
  [['node', '--inspect', 'a.js'], 9229],
  [['--inspect-port=1', 'node', '--debug-port=2', 'a.js'], 2],
])('of %j is %p', (words, port) => {
  expect(portIn(words)).toBe(port);
});
