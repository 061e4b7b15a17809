import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { type ApiKey, type MadeApiKey, paths, type Scope, type Session } from '@bimetal/contract';
import { FakeServer, provideFakeServer } from '../server/fake-server';
import { MadeKey } from '../session/made-key';
import { Standing } from '../session/standing';
import { provideIcons } from '../shell/icons';
import { KeysPage } from './keys-page';

const created = '2026-11-30T00:00:00.000Z';
const keyOf = (name: string, scopes: Scope[], more: Partial<ApiKey> = {}): ApiKey => ({
  id: `id-${name}`,
  name,
  scopes,
  prefixes: [],
  created,
  ...more,
});
const root = keyOf('root', ['admin']);
const secret = `bmt_h3n8p2k6w9xa_${'0'.repeat(64)}`;

let server: FakeServer;
let standing: Standing;
let fixture: ComponentFixture<KeysPage>;
let page: HTMLElement;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideFakeServer(), provideIcons(), provideRouter([])] });
  server = TestBed.inject(FakeServer);
  standing = TestBed.inject(Standing);
});

afterEach(() => {
  page.remove();
  server.verify();
});

const settle = async (): Promise<void> => {
  TestBed.tick();
  await new Promise((resolve) => setTimeout(resolve));
  TestBed.tick();
};

async function open(session: Session): Promise<void> {
  standing.take(session);
  fixture = TestBed.createComponent(KeysPage);
  page = fixture.nativeElement as HTMLElement;
  document.body.append(page);
  await settle();
}

async function openWith(keys: ApiKey[]): Promise<void> {
  await open({ key: root });
  server.expect(paths.apiKeys).flush({ keys });
  await settle();
}

const button = (name: string): HTMLButtonElement => {
  const found = [...page.querySelectorAll('button')].find((one) => one.textContent?.trim() === name);
  if (found === undefined) throw new Error(`there is no button ${name} in ${page.textContent}`);
  return found;
};
const press = async (name: string): Promise<void> => {
  button(name).click();
  await settle();
};

it('says what the first key does, makes it, and signs in with it at once', async () => {
  await open({ key: null });
  expect(page.textContent).toMatch(/everybody may do everything.*everything needs one from then on/s);
  page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  const making = server.expect({ method: 'POST', url: paths.apiKeys });
  expect(JSON.parse(making.body as string)).toEqual({ name: 'root', scopes: ['admin'], prefixes: [] });
  making.flush({ ...root, key: secret }, { status: 201 });
  await settle();
  const begun = server.expect({ method: 'POST', url: paths.session });
  expect(begun.headers.get('authorization')).toBe(`Bearer ${secret}`);
  begun.flush({ key: root }, { status: 201 });
  await settle();
  server.expect(paths.apiKeys).flush({ keys: [root] });
  await settle();
  expect(page.querySelector<HTMLInputElement>('app-made-key-card input')?.value).toBe(secret);
  expect(page.querySelector('app-key-row')?.textContent).toContain('this session');
});

it('keeps the first key where signing in with it fails, to sign in with', async () => {
  await open({ key: null });
  page.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  server.expect({ method: 'POST', url: paths.apiKeys }).flush({ ...root, key: secret }, { status: 201 });
  await settle();
  server.expect({ method: 'POST', url: paths.session }).fail();
  await settle();
  expect(TestBed.inject(MadeKey).made()?.key).toBe(secret);
  expect(page.querySelector('app-made-key-card')).not.toBeNull();
});

it('makes a key for some documents that ends, and shows it once', async () => {
  await openWith([root]);
  await press('New key');
  const form = page.querySelector('form') as HTMLFormElement;
  const field = (selector: string): HTMLInputElement => form.querySelector(selector) as HTMLInputElement;
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  expect([document.activeElement === field('#key-name'), field('#key-name').getAttribute('aria-invalid')]).toEqual([
    true,
    'true',
  ]);
  field('#key-name').value = 'reports';
  field('#key-prefixes').value = 'orders/\nusers/\n';
  form.dispatchEvent(new Event('submit', { cancelable: true }));
  await settle();
  const making = server.expect({ method: 'POST', url: paths.apiKeys });
  const asked = JSON.parse(making.body as string) as ApiKey;
  expect(asked).toMatchObject({ name: 'reports', scopes: ['read'], prefixes: ['orders/', 'users/'] });
  expect(Math.round((Date.parse(asked.expires ?? '') - Date.now()) / 86_400_000)).toBe(90);
  const made: MadeApiKey = { ...keyOf('reports', ['read'], { prefixes: ['orders/', 'users/'] }), key: secret };
  making.flush(made, { status: 201 });
  await settle();
  expect(page.querySelector('app-new-key-form')).toBeNull();
  expect(page.querySelector('app-key-row')?.textContent).toMatch(/reports.*Read.*orders\/.*users\//s);
  await press('I have kept it');
  expect(page.innerHTML).not.toContain(secret);
});

it('asks once before a key is revoked, and says what that does', async () => {
  await openWith([keyOf('reports', ['read']), root]);
  const [own, other] = [...page.querySelectorAll('app-key-row')];
  expect([own?.textContent?.includes('root'), other?.textContent?.includes('reports')]).toEqual([true, true]);
  other?.querySelector('button')?.click();
  await settle();
  expect(document.activeElement?.textContent).toContain('Keep it');
  await press('Revoke reports');
  server.expect({ method: 'DELETE', url: paths.apiKey('id-reports') }).flush(keyOf('reports', ['read']));
  await settle();
  expect(page.querySelectorAll('app-key-row')).toHaveLength(1);
  expect(standing.isSignedOut()).toBe(false);
});

it('says that revoking the key of the session signs out, and does', async () => {
  await openWith([keyOf('other', ['admin']), root]);
  await press('Revoke');
  expect(page.textContent).toContain('You are signed in with this key');
  await press('Revoke root');
  server.expect({ method: 'DELETE', url: paths.apiKey('id-root') }).flush(root);
  await settle();
  expect(standing.isSignedOut()).toBe(true);
});

it('says why a key is not revoked', async () => {
  await openWith([root]);
  await press('Revoke');
  await press('Revoke root');
  server.expect({ method: 'DELETE', url: paths.apiKey('id-root') }).refuse(409, 'API_KEY_ADMIN_NEEDED');
  await settle();
  expect(page.querySelector('[role=alert]')?.textContent).toContain('API_KEY_ADMIN_NEEDED');
  expect(page.querySelectorAll('app-key-row')).toHaveLength(1);
});

it('says why who may not administrate sees none', async () => {
  await open({ key: keyOf('reports', ['read']) });
  expect(page.textContent).toContain('Keys are made by who may administrate');
});
