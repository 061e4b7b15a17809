import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { paths, type Scope, type Session } from '@bimetal/contract';
import { FakeServer, provideFakeServer } from '../server/fake-server';
import { provideRouter } from '@angular/router';
import { provideIcons } from '../shell/icons';
import { AccountMenu } from './account-menu';
import { SessionKeeper } from './session-keeper';
import { SessionLine } from './session-line';
import { SignInCard } from './sign-in-card';
import { Standing } from './standing';

const KEY = `bmt_h3n8p2k6w9xa_${'0'.repeat(64)}`;
const created = '2026-11-30T00:00:00.000Z';
const session = (scopes: Scope[], prefixes: string[] = [], expires?: string): Session => ({
  key: { id: 'h3n8p2k6w9xa', name: 'reports', scopes, prefixes, created },
  ...(expires === undefined ? {} : { expires }),
});

let server: FakeServer;
let standing: Standing;
let fixture: ComponentFixture<unknown>;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideFakeServer(), provideIcons(), provideRouter([])] });
  server = TestBed.inject(FakeServer);
  standing = TestBed.inject(Standing);
});

afterEach(() => {
  (fixture?.nativeElement as HTMLElement | undefined)?.remove();
  server.verify();
});

const settle = async (): Promise<void> => {
  TestBed.tick();
  await new Promise((resolve) => setTimeout(resolve));
  TestBed.tick();
};
const show = async <C>(component: new () => C): Promise<{ card: HTMLElement; shown: ComponentFixture<C> }> => {
  const shown = TestBed.createComponent(component);
  fixture = shown;
  document.body.append(shown.nativeElement as HTMLElement);
  await settle();
  return { card: shown.nativeElement as HTMLElement, shown };
};

describe('SignInCard', () => {
  const fill = async (card: HTMLElement, key: string): Promise<HTMLInputElement> => {
    const field = card.querySelector('input') as HTMLInputElement;
    field.value = key;
    card.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await settle();
    return field;
  };

  it('takes the focus, sends the key once in a header, and tells that the session has begun', async () => {
    standing.lapse();
    const { card } = await show(SignInCard);
    expect(document.activeElement).toBe(card.querySelector('input'));
    await fill(card, ` ${KEY}\n`);
    const request = server.expect({ method: 'POST', url: paths.session });
    expect([request.headers.get('authorization'), request.body]).toEqual([`Bearer ${KEY}`, undefined]);
    request.flush(session(['read']), { status: 201 });
    await settle();
    expect([standing.visit(), standing.isSignedOut(), standing.mayWrite()]).toEqual([1, false, false]);
  });

  it('says what is no key and sends nothing, and says why a key is refused', async () => {
    const { card } = await show(SignInCard);
    const field = await fill(card, 'secret é');
    server.verify();
    expect(card.querySelector('[aria-live]')?.textContent).toContain('That is no API key');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await fill(card, KEY);
    server.expect({ method: 'POST', url: paths.session }).refuse(401, 'API_KEY_UNKNOWN');
    await settle();
    expect(card.querySelector('[role=alert]')?.textContent).toContain('API_KEY_UNKNOWN');
    expect([field.getAttribute('aria-invalid'), document.activeElement === field]).toEqual(['true', true]);
  });
});

describe('SessionLine', () => {
  it('says nothing where the server has no keys, and of a key that is for reading and writing', async () => {
    standing.take({ key: null });
    const { card } = await show(SessionLine);
    expect([card.textContent?.trim(), standing.mayRead(), standing.mayWrite()]).toEqual(['', true, true]);
    standing.take(session(['read', 'write']));
    await settle();
    expect(card.textContent?.trim()).toBe('');
  });

  it('says what the key may not', async () => {
    standing.take(session(['read'], ['users/']));
    const { card } = await show(SessionLine);
    expect(card.textContent).toMatch(/reports.*may only read/s);
    standing.take(session(['write']));
    await settle();
    expect(card.textContent).toContain('may only write');
  });
});

describe('AccountMenu', () => {
  it('is not there where the server has no keys', async () => {
    standing.take({ key: null });
    const { card } = await show(AccountMenu);
    expect(card.textContent?.trim()).toBe('');
  });

  it('opens and says whose the session is, what it may, and under what; Escape closes it', async () => {
    standing.take(session(['read'], ['users/']));
    const { card } = await show(AccountMenu);
    const opener = card.querySelector('button') as HTMLButtonElement;
    const panel = card.querySelector('section') as HTMLElement;
    expect([panel.hidden, opener.getAttribute('aria-expanded')]).toEqual([true, 'false']);
    opener.click();
    await settle();
    expect([panel.hidden, opener.getAttribute('aria-expanded')]).toEqual([false, 'true']);
    expect(panel.textContent).toMatch(/reports.*may only read.*under users\/ alone/s);
    panel.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await settle();
    expect([panel.hidden, document.activeElement === opener]).toEqual([true, true]);
  });

  it('ends the session, and says so when that fails', async () => {
    standing.take(session(['read']));
    const { card } = await show(AccountMenu);
    const signOut = async () => {
      [...card.querySelectorAll('button')].at(-1)?.click();
      await settle();
      return server.expect({ method: 'DELETE', url: paths.session });
    };
    (await signOut()).fail();
    await settle();
    expect([card.querySelector('[role=alert]')?.textContent?.includes('UNREACHABLE'), standing.isSignedOut()]).toEqual([
      true,
      false,
    ]);
    (await signOut()).flush('', { status: 204 });
    await settle();
    expect([standing.absence(), standing.key()]).toEqual(['left', undefined]);
  });
});

describe('a session', () => {
  afterEach(() => jest.useRealTimers());

  it('that ends while the page is open is noticed then', async () => {
    jest.useFakeTimers();
    TestBed.inject(SessionKeeper);
    standing.take(session(['read'], [], new Date(Date.now() + 60_000).toISOString()));
    TestBed.tick();
    await jest.advanceTimersByTimeAsync(59_000);
    server.verify();
    await jest.advanceTimersByTimeAsync(1_000);
    server.expect({ method: 'GET', url: paths.session }).refuse(401, 'API_KEY_REQUIRED');
    await jest.advanceTimersByTimeAsync(0);
    expect(standing.isSignedOut()).toBe(true);
  });
});
