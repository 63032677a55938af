/** Markdown as one HTML page that needs nothing else: no script, no font, no address. */
import MarkdownIt from 'markdown-it';
import { PAGE_STYLE } from './page-style';
import type { Charts } from './sketch';

/** `text` holds charts as images whose address is `chart:` and their name. */
export function htmlPage(title: string, text: string, charts: Charts): string {
  const markdown = new MarkdownIt({ html: false, typographer: false });
  // Only what is drawn for it becomes a picture, and the only addresses are those of its charts.
  markdown.validateLink = (url) => /^chart:[a-z0-9.-]+$/.test(url);
  markdown.renderer.rules.image = (tokens, index) => {
    const name = String(tokens[index]?.attrGet('src') ?? '').replace(/^chart:/, '');
    return charts.get(name)?.svg ?? '';
  };
  markdown.renderer.rules.table_open = () => '<div class="wide"><table>';
  markdown.renderer.rules.table_close = () => '</table></div>';
  const body = markdown.render(text);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${markdown.utils.escapeHtml(title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    `<body><main>${body}</main></body>`,
    '</html>',
    '',
  ].join('\n');
}
