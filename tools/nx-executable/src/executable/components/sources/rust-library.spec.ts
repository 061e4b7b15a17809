import { textsOfPage } from './rust-library.ts';

describe("the page with the notices of Rust's library", () => {
  it('becomes the notices, and the files that it quotes', () => {
    const page = [
      '<html><head><title>no</title></head><body><h1>Notices</h1>',
      '<p><b>License:</b> <a href="https://example.org">MIT</a></p>',
      '',
      '<b>Authors:</b> Somebody &#60;one@example.org&#62;',
      '<details><summary><code>LICENSE</code></summary>',
      '<pre>Use &amp; enjoy,\n  &#34;as is&#34;.\n</pre></details></body></html>',
    ].join('\n');
    expect(textsOfPage(page)).toEqual([
      { title: 'COPYRIGHT-library', text: 'Notices\nLicense: MIT\n\nAuthors: Somebody <one@example.org>\nLICENSE' },
      { title: 'LICENSE', text: 'Use & enjoy,\n  "as is".' },
    ]);
  });
});
