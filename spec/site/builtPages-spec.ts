import { deadLinks, sectionsOf } from '../../site/builtPages';

const page = (html: string): string => `<main><h1 id="top">Top</h1>${html}</main>`;
const faultsOf = (html: string): string[] => {
  const pages = new Map([
    ['a.html', page(html)],
    ['below/b.html', page('<h2 id="part">Part</h2>')],
  ]);
  return deadLinks(pages, (path) => pages.has(path) || path === 'images/x.svg');
};

describe('deadLinks', () => {
  it('lets links pass that lead to a page, a part of it or a file, and those to other sites', () => {
    const links = ['#top', 'below/b.html', 'below/b.html#part', 'https://example.org/', 'images/x.svg'];
    expect(faultsOf(links.map((link) => `<a href="${link}">x</a>`).join(''))).toStrictEqual([]);
  });

  it.each([
    ['<a href="c.html">', 'a.html: c.html: there is no c.html'],
    ['<a class="x" href="below/b.html#no">', 'a.html: below/b.html#no: below/b.html has no #no'],
    ['<a href="#no">', 'a.html: #no: a.html has no #no'],
    ['<img src="images/y.svg" alt="">', 'a.html: images/y.svg: there is no images/y.svg'],
    ['<script src="https://example.org/x.js">', 'a.html: https://example.org/x.js: is fetched from elsewhere'],
  ])('finds %s', (html, fault) => {
    expect(faultsOf(html)).toStrictEqual([fault]);
  });
});

describe('sectionsOf', () => {
  it('cuts a page at its headings, as text', () => {
    const pages = new Map([['a.html', page('one<h2 id="two"><code>Two</code></h2><p>a &lt;b&gt;</p><svg>no</svg>')]]);
    expect(sectionsOf(pages)).toStrictEqual([
      { id: 'a.html#top', page: 'Top', title: 'Top', text: 'one' },
      { id: 'a.html#two', page: 'Top', title: 'Two', text: 'a <b>' },
    ]);
  });
});
