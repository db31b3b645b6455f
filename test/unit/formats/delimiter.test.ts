import { betterDelimiter, delimiterBelow, fittingDelimiters, LOOK_AT } from '../../../src/formats/delimiter';

const fitting = (text: string, quote: string | undefined = '"') =>
  fittingDelimiters(Buffer.from(text), quote);
const better = (given: string, text: string, quote: string | undefined = '"') =>
  betterDelimiter(given, Buffer.from(text), quote);

describe('The delimiters that fit a text', () => {
  test.each([
    ['a,b\n1,2\n', [',']],
    ['a;b\n1,5;2,5\n', [';']],
    ['a\tb\n1\t2\n', ['\t']],
    ['a|b\r1|2\r', ['|']],
    ['a^b\n1^2\n', ['^']],
    ['a~b\n1~2\n', ['~']],
    ['a\u0001b\n1\u00012,5\n', ['\u0001']],
    ['"a,x";"b,y"\n"1";"2"\n', [';']],
    ['"a;\n;b",c\n1,2\n', [',']],
    ['\n\na;b\n\n1;2', [';']],
    ['a;b\n1', [';']],
    ['Last, First;x\nSmith;1', [';']],
    ['id;Preis, netto;Ort\n1;2,5;Ulm\n2;3,5;Bonn\n', [',', ';']],
    ['id;Preis, netto\n1;2\n2;3\n3\n', [';']],
    ['id;Preis, netto;Ort\n1;2,5;Ulm\n2;3,5\n3;4,5;Bonn\n', [',', ';']],
    ['name\nAnn\n', []],
    ['name\na;b\n', []],
    ['temp~max\n21\n23\n', []],
    ['x^2;y\n4;1\n', [';']],
    ['a;b\n"1;2\n', []],
    ['', []],
  ])('%j are %j', (text, expected) => expect(fitting(text)).toEqual(expected));

  test('are all that cut the header, when none fits every row', () => {
    expect(fitting('a;b,c\n1;2;3\n1,2,3\n')).toEqual([',', ';']);
  });

  test('are found without the row in which a long text is cut', () => {
    const long = `a;b\n${`"${'x'.repeat(1000)}";1\n`.repeat(LOOK_AT / 1000)}`;
    expect(fitting(long.slice(0, LOOK_AT))).toEqual([';']);
  });

  test('are found where quotes are characters like any other', () => {
    expect(fitting('a\tb\n"1\t2"\n', undefined)).toEqual(['\t']);
    expect(fitting('size|n\n5" disk|2\n')).toEqual(['|']);
  });
});

describe('A delimiter fits better', () => {
  test.each([
    [',', 'a;b\n1;2\n', ';'],
    [',', 'a;b\n', ';'],
    [',', 'a\tb\n1\t2,5\n', '\t'],
    ['\t', 'a,b\n1,2\n', ','],
    [',', 'a;b,c\n1;2\n1;3\n', ';'],
    [',', 'id;Preis, netto;Ort\n1;2,5;Ulm\n2;3,5;Bonn\n', ';'],
    [',', 'id;Preis, netto;Ort\n1;2,5;Ulm\n2;3,5\n3;4,5;Bonn\n', ';'],
  ])('than %j for %j: %j', (given, text, expected) => expect(better(given, text)).toBe(expected));

  test.each([
    ['a,b;c\n1,2\n'],
    ['temp~max\n21\n'],
    ['x^2\n4\n9\n'],
    ['name\na;b\n'],
    ['"a;b"\n1\n'],
    ['a,b\n1,2\n1\n'],
    ['a;b,c\n1,2\n'],
    [''],
  ])('than none for %j, which commas fit', (text) => expect(better(',', text)).toBeUndefined());
});

describe('Below a header of one column', () => {
  const below = (text: string, given = ',') => delimiterBelow(given, Buffer.from(text), '"');

  test.each([
    ['Sales\nid;name\n1;a\n', { delimiter: ';', cells: 2 }],
    ['Sales\nid,name\n1,a\n', { delimiter: ',', cells: 2 }],
    ['Sales\n2026\n\nid\tname\tcity\n1\ta\tx\n2\tb\ty\n', { delimiter: '\t', cells: 3 }],
  ])('of %j, rows are cut by %j', (text, expected) => expect(below(text)).toEqual(expected));

  test.each([
    ['name\na;b\n'],
    ['name\nAnn\nBob\n'],
    ['name\na;b\nc\nd\n'],
    ['a;b\n1;2\n3;4\n'],
    ['a,b\n1;2\n3;4\n'],
    [''],
  ])('of %j, they are not', (text) => expect(below(text)).toBeUndefined());

  test('there are several by another character', () => {
    expect(below('a·b\n1;2\n3;4\n', '·')).toBeUndefined();
  });
});
