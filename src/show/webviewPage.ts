/** Of the panel's page, in the order in which one lies over the other. */
export const panelStyles = ['base.css', 'panel.css', 'value.css', 'error.css', 'details.css', 'katex.css'] as const;

/** A page of ours. Everything in it is drawn by the script; nothing comes from the network. */
export function webviewPage(options: {
  readonly nonce: string;
  readonly cspSource: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly title: string;
}): string {
  const { nonce, cspSource, script, styles, title } = options;
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
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${styles.map((style) => `<link rel="stylesheet" href="${style}">`).join('\n')}
<title>${title}</title>
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
