import { config } from '@vscode/l10n';

// Imported before any other module of a page, since some of them hold texts. The editor puts its words into the page.
const words = document.getElementById('words')?.textContent ?? '';
config({ contents: words === '' ? {} : words });
