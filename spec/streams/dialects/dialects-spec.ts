import { dialectNamed, DIALECTS } from '../../../src/streams/dialects/dialects';
import { text } from '../../../src/streams/dialects/text';
import { TEXT_AND_TINY } from '../../helpers/tinyDialect';

describe('the dialects', () => {
  it('begin with lines for a person', () => {
    expect(DIALECTS[0]).toBe(text);
  });

  it('have each name once, in one piece and as a person can type it', () => {
    const names = DIALECTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+$/);
  });
});

describe('dialectNamed', () => {
  it.each([
    ['tiny', 'tiny'],
    ['text', 'text'],
    [undefined, 'text'],
    ['unknown', 'text'],
    ['constructor', 'text'],
  ])('%s is %s', (name, found) => {
    expect(dialectNamed(TEXT_AND_TINY, name).name).toBe(found);
  });
});
