import { TestBed } from '@angular/core/testing';
import { type Action } from './action';
import { Actions } from './actions';
import { CommandDialogs } from './command-dialogs';
import { Shortcuts } from './shortcuts';
import { SingleKeys } from './single-keys';

let done: string[];
let listening: AbortController;

beforeEach(() => {
  done = [];
  listening = new AbortController();
  localStorage.clear();
  show('<button>at rest</button>');
  const dialogs = { openPalette: () => done.push('palette') };
  TestBed.configureTestingModule({ providers: [{ provide: CommandDialogs, useValue: dialogs }] });
  TestBed.inject(Shortcuts).listen(listening.signal);
  TestBed.inject(Actions).offer([action('n'), action('g d'), action('x', false)]);
});

afterEach(() => listening.abort());

/** Presses a key on what has the focus; whether the page took it from the browser. */
function press(key: string, more: KeyboardEventInit = {}): boolean {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  (document.activeElement ?? document.body).dispatchEvent(event);
  return event.defaultPrevented;
}

function show(html: string): void {
  document.body.innerHTML = html;
  (document.body.firstElementChild as HTMLElement).focus();
}

function action(keys: string, isOn = true): Action {
  return { name: keys, icon: 'add', group: '', keys, isOn: () => isOn, run: () => done.push(keys) };
}

it('one key, and two after each other, do what they stand for', () => {
  expect(press('n')).toBe(true);
  press('g');
  press('d');
  expect(done).toEqual(['n', 'g d']);
});

it('a first key that no second follows is forgotten', () => {
  press('g');
  press('q');
  press('d');
  press('g');
  (document.activeElement as HTMLElement).dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
  press('d');
  expect(done).toEqual([]);
});

it('what cannot be done now leaves its key to the browser', () => {
  expect(press('x')).toBe(false);
  expect(done).toEqual([]);
});

it.each([
  '<input type="search">',
  '<textarea></textarea>',
  '<select></select>',
  '<div role="textbox" tabindex="0"></div>',
])('nothing happens while a person types in %s, but for the palette', (field) => {
  show(field);
  expect(press('n')).toBe(false);
  expect(press('k', { ctrlKey: true })).toBe(true);
  expect(done).toEqual(['palette']);
});

it('keys do nothing over a dialog', () => {
  show('<div aria-modal="true" tabindex="0"></div>');
  press('n');
  press('k', { metaKey: true });
  expect(done).toEqual([]);
});

it('what the browser has is left to it', () => {
  for (const more of [
    { ctrlKey: true },
    { metaKey: true },
    { altKey: true },
    { isComposing: true },
    { repeat: true },
  ]) {
    expect(press('n', more)).toBe(false);
  }
  expect(done).toEqual([]);
});

it('single keys can be turned off, and stay so', () => {
  TestBed.inject(SingleKeys).use(false);
  press('n');
  press('k', { ctrlKey: true });
  expect(done).toEqual(['palette']);
  TestBed.resetTestingModule();
  expect(TestBed.inject(SingleKeys).areOn()).toBe(false);
});

it('what is no longer offered does nothing', () => {
  const withdraw = TestBed.inject(Actions).offer([action('m')]);
  press('m');
  withdraw();
  press('m');
  expect(done).toEqual(['m']);
});
