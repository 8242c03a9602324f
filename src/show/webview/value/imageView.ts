import { t } from '@vscode/l10n';
import { element, iconButton, setPressed, setText } from '../dom';
import { icon } from '../icons';
import type { Drawn, ViewContext } from './valueViews';

/** A picture, as large as there is room for or in its own size. As an image, an SVG runs no script and loads nothing. */
export function imageView(mime: string, data: string, { choices, job, label, place, send }: ViewContext): Drawn {
  const picture = element('img', { src: imageUrl(mime, data), alt: label });
  const frame = element('div', { class: 'value-image', tabindex: '0', role: 'group', 'aria-label': label }, picture);
  const facts = element('span');
  picture.addEventListener('load', () =>
    setText(facts, t('{0} × {1} px', picture.naturalWidth, picture.naturalHeight)),
  );
  picture.addEventListener('error', () => {
    frame.replaceChildren(element('p', { class: 'unshown' }, t('This picture cannot be shown: it is broken.')));
  });
  const actual = iconButton(t('Show it 1:1, in its own size'), element('span', { class: 'sign' }, '1:1'), () => {
    choices.set('actualSize', actual.getAttribute('aria-pressed') !== 'true');
    show();
  });
  const show = (): void => {
    const on = choices.flag('actualSize', false);
    setPressed(actual, on);
    frame.classList.toggle('actual', on);
  };
  show();
  const save = iconButton(t('Save this picture…'), icon('save'), () => send({ type: 'savePreview', job, place, mime }));
  return { element: frame, facts, tools: [actual, save] };
}

export function imageUrl(mime: string, data: string): string {
  return mime === 'image/svg+xml'
    ? `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withNamespace(data))}`
    : `data:${mime};base64,${data.replace(/\s/g, '')}`;
}

/** As a part of a page, an SVG needs no namespace; as a picture of its own it does. */
function withNamespace(svg: string): string {
  return /<svg\b[^>]*\sxmlns\s*=/i.test(svg) ? svg : svg.replace(/<svg\b/i, '<svg xmlns="http://www.w3.org/2000/svg"');
}
