/** Of the panel's page, in the order in which one lies over the other. */
export const panelStyles = ['base.css', 'panel.css', 'value.css', 'error.css', 'details.css', 'katex.css'] as const;

/** What a page speaks. */
export interface PageLanguage {
  /** As BCP 47 has it. */
  readonly tag: string;
  /** What each text is in this language; texts that are not in it stay English. */
  readonly words: Readonly<Record<string, unknown>>;
}

/** A page of ours. Everything in it is drawn by the script; nothing comes from the network. */
export function webviewPage(options: {
  readonly nonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly title: string;
  readonly language?: PageLanguage;
}): string {
  const { nonce, cspSource, script, styles, title, language = { tag: 'en', words: {} } } = options;
  // A text must not end the element that it stands in.
  const words = JSON.stringify(language.words).replaceAll('<', '\\u003c');
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    // The nonce is for the one style element in the sandboxed frame that shows an HTML preview.
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src data:`,
    // Those that formulas are set in.
    `font-src ${cspSource}`,
    `form-action 'none'`,
    `base-uri 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language.tag}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((style) => `<link rel="stylesheet" href="${style}">`).join('\n')}
<title>${title}</title>
</head>
<body>
<script id="words" type="application/json">${words}</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
