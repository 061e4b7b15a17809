import { type ComponentFixture, TestBed } from '@angular/core/testing';
import { paths } from '@bimetal/contract';
import { FakeServer, provideFakeServer } from '../server/fake-server';
import { provideIcons } from '../shell/icons';
import { DocumentCard } from './document-card';
import { edited, listed, NEW_DOCUMENT, storedDocument } from './document-state';
import { OpenDocument } from './open-document';

describe('DocumentCard', () => {
  let fixture: ComponentFixture<DocumentCard>;
  let card: HTMLElement;
  let server: FakeServer;

  /** Not `whenStable`: that waits for the requests which a test leaves open on purpose. */
  const settle = async (): Promise<void> => {
    TestBed.tick();
    await new Promise((resolve) => setTimeout(resolve));
    TestBed.tick();
  };
  const show = async (document: OpenDocument): Promise<void> => {
    TestBed.configureTestingModule({ providers: [provideFakeServer(), provideIcons()] });
    server = TestBed.inject(FakeServer);
    fixture = TestBed.createComponent(DocumentCard);
    fixture.componentRef.setInput('document', document);
    card = fixture.nativeElement as HTMLElement;
    globalThis.document.body.append(card);
    await settle();
  };
  const find = <T extends Element>(selector: string): T => {
    const element = card.querySelector<T>(selector);
    if (element === null) throw new Error(`The card has no ${selector}.`);
    return element;
  };
  const type = async (selector: string, text: string): Promise<void> => {
    const field = find<HTMLInputElement>(selector);
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await settle();
  };
  const press = async (label: string): Promise<void> => {
    const button = [...card.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === label);
    if (button === undefined) throw new Error(`The card has no button '${label}'.`);
    button.click();
    await settle();
  };

  afterEach(() => card.remove());

  it('gives a new document the focus in its title', async () => {
    const document = new OpenDocument('quickdoc-1', NEW_DOCUMENT, true);
    document.focus = 'title';
    await show(document);
    expect(globalThis.document.activeElement).toBe(find('input'));
  });

  it('asks for a title before Set, and sends nothing without one', async () => {
    await show(new OpenDocument('quickdoc-1', NEW_DOCUMENT, true));
    await type('textarea', 'only a description');
    await press('Set');
    server.verify();
    expect(card.textContent).toContain('A title is needed');
    expect(find('input').getAttribute('aria-invalid')).toBe('true');
    await type('input', 'a title');
    expect(card.textContent).not.toContain('A title is needed');
  });

  it('says that it saves, and then which revision it became', async () => {
    await show(new OpenDocument('quickdoc-1', NEW_DOCUMENT, true));
    await type('input', 'a');
    await press('Set');
    expect(find('.status').textContent).toContain('Saving');
    server.expect(paths.document('quickdoc-1')).flush({ revision: '41' });
    await settle();
    expect(find('.status').textContent).toContain('Saved as revision 41');
  });

  it('shows code, words and trace id when the server refuses, and keeps the words typed', async () => {
    await show(new OpenDocument('quickdoc-1', storedDocument('{"title":"a","description":""}', '7')));
    await type('input', 'b');
    await press('Set');
    server.expect({ method: 'PUT', url: paths.document('quickdoc-1') }).flush(
      {
        type: 'urn:bimetal:error:DISK_FULL',
        title: 'The disk is full',
        status: 507,
        detail: 'no space left on the device',
        code: 'DISK_FULL',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      },
      { status: 507 },
    );
    await settle();
    expect(find('app-refusal-note').textContent).toMatch(/The disk is full.*DISK_FULL.*4bf92f3577b34da6/s);
    expect(find<HTMLInputElement>('input').value).toBe('b');
    expect(find('.status').textContent).toContain('Not saved');
  });

  it('shows another shape as JSON, its numbers as stored', async () => {
    await show(new OpenDocument('readings-1', storedDocument('{"count":9007199254740993}')));
    expect(find('pre').textContent).toBe('{\n  "count": 9007199254740993\n}');
    await press('Edit JSON');
    expect(find<HTMLTextAreaElement>('textarea').value).toBe('{"count":9007199254740993}');
  });

  it('lays JSON out on request, and leaves alone what is no JSON yet', async () => {
    await show(new OpenDocument('readings-1', storedDocument('[1.0]')));
    await press('Edit JSON');
    await press('Lay out');
    expect(find<HTMLTextAreaElement>('textarea').value).toBe('[\n  1.0\n]');
    await type('textarea', '[1.0, "');
    await press('Lay out');
    expect(find<HTMLTextAreaElement>('textarea').value).toBe('[1.0, "');
  });

  it.each(['__proto__', ' two  spaces ', 'a"b\'c<d>&#?%20', 'ключ', 'مفتاح-42', 'e\u0301', 'quickdoc-42'])(
    'shows the key %j as it is, and leads from its fields to it',
    async (key) => {
      await show(new OpenDocument(key, storedDocument('{"title":"a","description":""}')));
      expect(find('h3').textContent).toBe(key);
      expect(find('form').getAttribute('aria-labelledby')).toBe(find('h3').id);
      expect(find('h3').id).toMatch(/^[a-z0-9-]+$/);
      expect(find(`label[for="${find('input').id}"]`).textContent).toBe('Title');
    },
  );

  it('shortens a long key, keeps all of it in the heading, and shows it whole on request', async () => {
    const key = `${'x'.repeat(508)}-123`;
    await show(new OpenDocument(key, storedDocument('{"title":"a","description":""}')));
    expect(find('h3').textContent).toBe(key);
    expect(find('.cut').textContent).toHaveLength(512 - 36 - 26);
    expect(find('app-key-text').getAttribute('title')).toBe(key);
    await press('Show the whole key');
    expect(find('h3').textContent).toBe(key);
    expect(card.querySelector('.cut')).toBeNull();
    await press('Shorten the key');
    expect(card.querySelector('.cut')).not.toBeNull();
  });

  it('shows a long key whole by itself where two versions are to be told apart', async () => {
    const document = new OpenDocument('x'.repeat(512), storedDocument('{"title":"a","description":""}'));
    await show(document);
    expect(card.querySelector('.cut')).not.toBeNull();
    document.become((state) => listed(edited(state, { kind: 'quick', title: 'b', description: '' }), '1'));
    await settle();
    expect(card.textContent).toContain('Changed in the store');
    expect(card.querySelector('.cut')).toBeNull();
  });

  it('shows both versions of a conflict, and lets choose', async () => {
    const document = new OpenDocument('quickdoc-1', storedDocument('{"title":"a","description":""}'));
    await show(document);
    await type('input', 'mine');
    document.become((state) => listed(state, '{"title":"theirs","description":"","count":1.0}', '9'));
    await settle();
    const versions = () => [...card.querySelectorAll('.notice pre')].map(({ textContent }) => textContent);
    expect(versions()).toEqual([
      '{"title":"theirs","description":"","count":1.0}',
      '{"title":"mine","description":"","count":1.0}',
    ]);
    await press('Use the stored version');
    expect(find('pre').textContent).toContain('"theirs"');
    await press('Bring them back');
    expect(find<HTMLInputElement>('input').value).toBe('mine');

    document.become((state) => listed(state, '{"title":"again","description":""}', '10'));
    await settle();
    expect(versions()[0]).toContain('again');
    await press('Keep mine');
    const request = server.expect({ method: 'PUT', url: paths.document('quickdoc-1') });
    expect(request.headers.get('if-match')).toBe('"10"');
    expect(request.body).toBe('{"title":"mine","description":""}');
  });

  it('keeps the line ends that its fields cannot hold', async () => {
    const stored = JSON.stringify({ title: 'one\r\ntwo', description: 'three\r\nfour\rfive' });
    await show(new OpenDocument('quickdoc-1', storedDocument(stored, '1')));
    expect(find<HTMLInputElement>('input').value).toBe('onetwo');
    expect(find<HTMLTextAreaElement>('textarea').value).toBe('three\nfour\nfive');
    await type('textarea', 'three\nfour\nfive six');
    await type('input', 'onetwo!');
    await press('Set');
    const request = server.expect({ method: 'PUT', url: paths.document('quickdoc-1') });
    expect(JSON.parse(request.body as string)).toEqual({
      title: 'one\r\ntwo!',
      description: 'three\r\nfour\rfive six',
    });
  });

  it('shows the beginning of a long value, with a link to the whole', async () => {
    await show(new OpenDocument('readings-1', storedDocument(JSON.stringify('x'.repeat(1_000_000)))));
    expect(find('pre').textContent?.length).toBeLessThan(5_000);
    expect(find('a').getAttribute('href')).toBe(paths.document('readings-1'));
  });

  it('lets a long text be edited part by part, and sets the whole', async () => {
    const description = Array.from({ length: 20_000 }, (_, line) => `line ${line}`).join('\n');
    await show(new OpenDocument('quickdoc-1', storedDocument(JSON.stringify({ title: 't', description }), '1')));
    const area = find<HTMLTextAreaElement>('textarea');
    const slider = find<HTMLInputElement>('[type=range]');
    expect(area.value.length).toBeLessThan(140_000);
    expect(slider.getAttribute('aria-valuetext')).toBe('Part 1 of 4');
    await type('textarea', `first ${area.value}`);
    await type('[type=range]', '4');
    expect(area.value).toMatch(/line 19999$/);
    expect(slider.getAttribute('aria-valuetext')).toBe('Part 4 of 4');
    await type('textarea', `${area.value} last`);
    await press('Set');
    const request = server.expect({ method: 'PUT', url: paths.document('quickdoc-1') });
    expect(JSON.parse(request.body as string)).toEqual({ title: 't', description: `first ${description} last` });
  });

  it('shows the part around the cursor of what is too long when it is pasted', async () => {
    await show(new OpenDocument('quickdoc-1', NEW_DOCUMENT));
    await type('textarea', `${'x'.repeat(500_000)}end`);
    const area = find<HTMLTextAreaElement>('textarea');
    expect(area.value.length).toBeLessThan(140_000);
    expect(area.value).toMatch(/end$/);
    await type('input', 'title');
    await press('Set');
    const request = server.expect({ method: 'PUT', url: paths.document('quickdoc-1') });
    expect(JSON.parse(request.body as string)).toMatchObject({ description: `${'x'.repeat(500_000)}end` });
  });
});
