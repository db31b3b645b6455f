import { formatNames, formats } from '../../src/formats/registry';

const BEGIN = '<!-- The table of src/formats/; npm run docs writes it. -->\n';
const END = '<!-- End of the table. -->\n';

/** Returns a page with the table of formats between its two marks. @throws Error when it does not have them */
export function withFormats(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`the page has no table between ${BEGIN} and ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n${table()}\n${page.slice(end)}`;
}

function table(): string {
  const rows = formatNames.map((name) => {
    const { extensions, rows } = formats[name];
    return `| \`${name}\` | ${extensions.map((extension) => `\`${extension}\``).join(', ')} | ${rows} |\n`;
  });
  return `| Format | Extensions | Rows |\n| --- | --- | --- |\n${rows.join('')}`;
}
