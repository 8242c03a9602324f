import { formatBytes, formatCount } from '../../../base/format';
import type { PreviewContent, PreviewHost } from '../../preview/protocol';
import { button, element, type Child } from '../dom';
import { icon } from '../icons';
import type { Send } from './parts';

/** What call goes where, how much it is, and what can be done with it. */
export class PreviewHeader {
  readonly element = element('header');
  readonly #send: Send;
  readonly #what = element('h1', { class: 'what' });
  readonly #sums = element('p', { class: 'sums', role: 'status' });
  #open: { readonly path: string; readonly line: number } | undefined;

  constructor(send: Send) {
    this.#send = send;
    const act = (type: 'run' | 'copy') => (): void => send({ type });
    this.element.append(
      element(
        'div',
        { class: 'bar' },
        this.#what,
        element(
          'div',
          { class: 'buttons', role: 'toolbar', 'aria-label': 'Preview' },
          button({ label: 'Open source', icon: icon('source') }, () => {
            if (this.#open) send({ type: 'open', ...this.#open });
          }),
          button({ label: 'Copy as text', icon: icon('copy') }, act('copy')),
          button({ label: 'Run', icon: icon('run'), class: 'button primary' }, act('run')),
        ),
      ),
      this.#sums,
    );
  }

  show(content: PreviewContent, host: PreviewHost): void {
    const { label, args, total, bytes, file, line } = content;
    this.#open = { path: file, line };
    this.#what.replaceChildren(
      element('span', { class: 'label' }, label),
      args === '' ? '' : element('span', { class: 'args' }, `(${args})`),
    );
    this.#sums.replaceChildren(
      element('span', {}, `${formatCount(total, 'file')} · ${formatBytes(bytes)}`),
      element('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'),
      ...this.#hostText(host, content).filter((child) => child !== undefined),
    );
  }

  #hostText(host: PreviewHost, { total }: PreviewContent): readonly Child[] {
    const name = host.state === 'none' ? '' : host.name;
    const change = button({ label: name, icon: icon('host'), class: 'link host', title: 'Choose another host' }, () =>
      this.#send({ type: 'chooseHost' }),
    );
    switch (host.state) {
      case 'none':
        return [button({ label: 'Choose a host', class: 'link' }, () => this.#send({ type: 'chooseHost' }))];
      case 'asking':
        return [change, element('span', { class: 'quiet' }, 'comparing…')];
      case 'known': {
        const which = host.chosen && [
          element('span', { class: 'quiet', title: `It is ${host.chosen.because}.` }, `chose ${host.chosen.host}`),
        ];
        const named = [change, ...(which ?? [])];
        if (host.files === 0) return [...named, element('span', { class: 'quiet good' }, 'has all of it')];
        const has = total - host.files;
        return [
          ...named,
          element(
            'span',
            { class: 'travel' },
            `${formatCount(host.files, 'file')}, ${formatBytes(host.bytes)} to send`,
          ),
          has === 0 ? undefined : element('span', { class: 'quiet' }, `${has} there already`),
        ];
      }
      case 'failed':
        return [
          change,
          element('span', { class: 'quiet', title: host.message }, 'could not be asked what it has'),
          button({ label: 'Connect', class: 'link', title: host.message }, () => this.#send({ type: 'askHost' })),
        ];
    }
  }
}
