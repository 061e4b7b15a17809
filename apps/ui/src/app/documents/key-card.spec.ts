import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { FakeServer, provideFakeServer } from '../server/fake-server';
import { provideIcons } from '../shell/icons';
import { DocumentShelf } from './document-shelf';
import { KeyCard } from './key-card';
import { type OpenDocument } from './open-document';

describe('KeyCard', () => {
  let fixture: ComponentFixture<KeyCard>;
  let card: HTMLElement;
  let field: HTMLTextAreaElement;
  let server: FakeServer;
  let opened: OpenDocument[];

  /** Not `whenStable`: that waits for the requests which a test leaves open on purpose. */
  const settle = async (): Promise<void> => {
    TestBed.tick();
    await new Promise((resolve) => setTimeout(resolve));
    TestBed.tick();
  };
  const type = async (text: string): Promise<void> => {
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await settle();
  };
  const pressEnter = async (init: KeyboardEventInit = {}): Promise<void> => {
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
    await settle();
  };
  const rule = (): string => card.querySelector('.rule')?.textContent?.trim() ?? '';

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideFakeServer(), provideIcons()] });
    server = TestBed.inject(FakeServer);
    fixture = TestBed.createComponent(KeyCard);
    opened = [];
    fixture.componentInstance.opened.subscribe((document) => opened.push(document));
    card = fixture.nativeElement as HTMLElement;
    document.body.append(card);
    await settle();
    field = card.querySelector('textarea') as HTMLTextAreaElement;
  });

  afterEach(() => card.remove());

  it('takes the focus, and shows the key that an empty field stands for', async () => {
    expect(document.activeElement).toBe(field);
    await pressEnter();
    server.expect(paths.document(field.placeholder)).refuse(404, 'DOCUMENT_NOT_FOUND');
    await settle();
    expect(opened.map(({ key }) => key)).toEqual([field.placeholder]);
    expect(field.placeholder).toMatch(/^quickdoc-\d+$/);
  });

  it.each([
    ['users/', 'The segments between the `/` of a key are not empty, `.` or `..`: the one at byte 6 is.'],
    ['x'.repeat(513), 'A key has 1 to 512 bytes of UTF-8, this one has 513.'],
    ['a\tb', 'A key has no control characters and no half surrogate pairs, there is one at byte 1.'],
  ])('says while %j is typed why it is no key, and asks for none', async (text, sentence) => {
    await type(text);
    expect(rule()).toBe(sentence);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await pressEnter();
    server.verify();
    await type('users/alice');
    expect(rule()).not.toBe(sentence);
    expect(field.getAttribute('aria-invalid')).toBeNull();
  });

  it.each(['users/alice', ' spaces ', '__proto__', 'constructor', 'e\u0301', '\u00e9', 'a"b\'c<d>&#?%20'])(
    'opens %j exactly as typed',
    async (key) => {
      await type(key);
      await pressEnter();
      server.expect(paths.document(key)).refuse(404, 'DOCUMENT_NOT_FOUND');
      await settle();
      expect(opened.map((document) => [document.key, document.state().stored])).toEqual([[key, undefined]]);
    },
  );

  it('drops the line break that was copied with a key', async () => {
    await type('users/alice\r\n');
    expect(field.value).toBe('users/alice');
  });

  it('leaves an Enter to the input method that is choosing a word', async () => {
    await type('キー');
    await pressEnter({ isComposing: true });
    server.verify();
  });

  it('adds nothing when it was given up before the answer', async () => {
    await type('users/alice');
    await pressEnter();
    fixture.destroy();
    server.expect(paths.document('users/alice')).refuse(404, 'DOCUMENT_NOT_FOUND');
    await settle();
    expect(opened).toEqual([]);
    expect(TestBed.inject(DocumentShelf).documents()).toEqual([]);
  });

  it('says why it cannot tell whether the key is there, and adds nothing then', async () => {
    await type('users/alice');
    await pressEnter();
    server.expect(paths.document('users/alice')).fail();
    await settle();
    expect(card.querySelector('app-refusal-note')?.textContent).toContain('The server cannot be reached');
    expect(opened).toEqual([]);
    expect(field.value).toBe('users/alice');
  });
});
