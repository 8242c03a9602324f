/**
 * What the keyboard copies while an element has the focus and no text is selected. The browser tells of copying where the
 * selection is, which is not where the focus is.
 */
export function onCopy(element: HTMLElement, text: () => string | undefined): void {
  const copy = (event: ClipboardEvent): void => {
    if (document.activeElement !== element) {
      document.removeEventListener('copy', copy);
      return;
    }
    const copied = document.getSelection()?.isCollapsed === false ? undefined : text();
    if (copied === undefined) return;
    event.clipboardData?.setData('text/plain', copied);
    event.preventDefault();
  };
  element.addEventListener('focus', () => document.addEventListener('copy', copy));
}
