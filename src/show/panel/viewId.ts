/** The panel's view, as package.json contributes it. */
export const panelViewId = 'farcall.panel';
