import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposables';

/**
 * HTML of jobs as pages of the person's browser, where their scripts run. Here, a page is a temporary file. Where VS Code
 * runs on another machine than its window, the browser cannot see its files: it is served there under an address that
 * nobody can guess, through the port forwarding of VS Code. Pages are there until the window is closed.
 */
export class BrowserPages implements Disposable {
  readonly #pages = new Map<string, string>();
  #folder: Promise<string> | undefined;
  #server: Server | undefined;

  async open(title: string, html: string): Promise<void> {
    const page = pageOf(title, html);
    const uri = vscode.env.remoteName === undefined ? await this.#written(page) : await this.#served(page);
    await vscode.env.openExternal(uri);
  }

  dispose(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
    void this.#folder?.then((folder) => rm(folder, { recursive: true, force: true }));
  }

  async #written(page: string): Promise<vscode.Uri> {
    this.#folder ??= mkdtemp(path.join(tmpdir(), 'farcall-'));
    const file = path.join(await this.#folder, `${secretName()}.html`);
    await writeFile(file, page, { mode: 0o600 });
    return vscode.Uri.file(file);
  }

  async #served(page: string): Promise<vscode.Uri> {
    const name = secretName();
    this.#pages.set(`/${name}`, page);
    const server = (this.#server ??= createServer(({ url = '' }, response) => {
      const found = this.#pages.get(url);
      response.writeHead(found === undefined ? 404 : 200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(found);
    }));
    if (!server.listening) {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', resolve);
      });
    }
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    return vscode.env.asExternalUri(vscode.Uri.parse(`http://127.0.0.1:${port}/${name}`));
  }
}

function secretName(): string {
  return randomBytes(16).toString('hex');
}

/** What a job gives is mostly a part of a page. */
function pageOf(title: string, html: string): string {
  if (/<html[\s>]/i.test(html)) return html;
  const shown = title.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>${shown}</title></head>\n<body>\n${html}\n</body>\n</html>\n`;
}
