import { t } from '@vscode/l10n';
import { formatBytes } from '../../../base/format';
import { fileCount } from '../../counts';
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
          { class: 'buttons', role: 'toolbar', 'aria-label': t('Preview') },
          button({ label: t('Open source'), icon: icon('source') }, () => {
            if (this.#open) send({ type: 'open', ...this.#open });
          }),
          button({ label: t('Copy as text'), icon: icon('copy') }, act('copy')),
          button({ label: t('Run'), icon: icon('run'), class: 'button primary' }, act('run')),
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
      element('span', {}, `${fileCount(total)} · ${formatBytes(bytes)}`),
      element('span', { class: 'arrow', 'aria-hidden': 'true' }, '→'),
      ...this.#hostText(host, content).filter((child) => child !== undefined),
    );
  }

  #hostText(host: PreviewHost, { total }: PreviewContent): readonly Child[] {
    const name = host.state === 'none' ? '' : host.name;
    const change = button(
      { label: name, icon: icon('host'), class: 'link host', title: t('Choose another host') },
      () => this.#send({ type: 'chooseHost' }),
    );
    switch (host.state) {
      case 'none':
        return [button({ label: t('Choose a host'), class: 'link' }, () => this.#send({ type: 'chooseHost' }))];
      case 'asking':
        return [change, element('span', { class: 'quiet' }, t('comparing…'))];
      case 'known': {
        const which = host.chosen && [
          element(
            'span',
            { class: 'quiet', title: t('It is {0}.', host.chosen.because) },
            t('chose {0}', host.chosen.host),
          ),
        ];
        const named = [change, ...(which ?? [])];
        if (host.files === 0) return [...named, element('span', { class: 'quiet good' }, t('has all of it'))];
        const has = total - host.files;
        return [
          ...named,
          element('span', { class: 'travel' }, t('{0}, {1} to send', fileCount(host.files), formatBytes(host.bytes))),
          has === 0 ? undefined : element('span', { class: 'quiet' }, t('{0} there already', has)),
        ];
      }
      case 'failed':
        return [
          change,
          element('span', { class: 'quiet', title: host.message }, t('could not be asked what it has')),
          button({ label: t('Connect'), class: 'link', title: host.message }, () => this.#send({ type: 'askHost' })),
        ];
    }
  }
}
