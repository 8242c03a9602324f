import { t } from '@vscode/l10n';
import type { PreviewQuestion } from '../../preview/protocol';
import { button, element, type Child } from '../dom';
import { icon } from '../icons';
import { placeLink, reason, type Scene } from './parts';

/** What must be decided before a run, with the buttons that decide it. */
export function questionsView(questions: readonly PreviewQuestion[], { send }: Scene): HTMLElement[] {
  return questions.map((question) => {
    const answers =
      question.kind === 'large-data'
        ? [
            button({ label: t('Send once and remember'), class: 'button primary' }, () =>
              send({ type: 'path', path: question.path, choice: 'send' }),
            ),
            button({ label: t('Run without it'), class: 'button' }, () =>
              send({ type: 'path', path: question.path, choice: 'hold' }),
            ),
          ]
        : [
            button({ label: t('Run with the whole file'), class: 'button primary' }, () =>
              send({ type: 'undecidable', choice: 'whole' }),
            ),
            button({ label: t('Run with what was found'), class: 'button' }, () =>
              send({ type: 'undecidable', choice: 'slice' }),
            ),
          ];
    return element(
      'div',
      { class: 'question', role: 'group', 'aria-label': t('To decide') },
      icon('question'),
      element('p', {}, ...sentence(question, { send })),
      element('div', { class: 'answers' }, ...answers),
    );
  });
}

/** Its place is a link within the sentence or behind it. */
function sentence({ text, from }: PreviewQuestion, scene: Pick<Scene, 'send'>): readonly Child[] {
  const parts = reason(text, from, scene);
  const linked = parts.some((part) => part instanceof HTMLButtonElement);
  return linked || from === undefined ? parts : [...parts, ' ', placeLink(from, scene)];
}
