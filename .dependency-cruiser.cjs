// The walls of the house: which room may import which. test/architecture.test.ts runs these rules and proves that each one bites.

/** In the order of the sentence; a room imports those to its left. `base` and `contract` are anyone's. */
const rooms = ['inspect', 'pack', 'ship', 'run'];
const ends = ['show', 'cli'];

const backwards = [...rooms, ...ends].map((room) => {
  const right = rooms.includes(room)
    ? [...rooms.slice(rooms.indexOf(room) + 1), ...ends]
    : ends.filter((end) => end !== room);
  return {
    name: `${room}-imports-leftwards`,
    severity: 'error',
    comment: `${room}/ imports only base/, contract/ and the rooms before it.`,
    from: { path: `^src/${room}/` },
    to: { path: `^src/(${right.join('|')})/` },
  };
});

module.exports = {
  forbidden: [
    ...backwards,
    {
      name: 'base-is-a-leaf',
      severity: 'error',
      from: { path: '^src/base/' },
      to: { path: '^src/', pathNot: '^src/base/' },
    },
    {
      name: 'contract-knows-only-base',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { path: '^src/', pathNot: '^src/(base|contract)/' },
    },
    {
      name: 'nothing-imports-the-extension',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/extension\\.ts$' },
    },
    {
      name: 'vscode-is-for-show',
      severity: 'error',
      comment: 'Only show/ and extension.ts import vscode, types included; show/webview/ is browser code.',
      from: { path: '^src/', pathNot: '^src/(show/(?!webview/)|extension\\.ts$)' },
      to: { path: '^(vscode$|node_modules/@types/vscode/)' },
    },
    {
      name: 'webview-is-browser-code',
      severity: 'error',
      comment: 'Nothing that the page is made of needs VS Code, or a room that works on files, processes and hosts.',
      from: { path: '^src/show/webview/' },
      to: { path: '^(vscode$|src/(inspect|pack|ship|run)/)', reachable: true },
    },
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'source-does-not-import-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|bench|scripts)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports count as imports.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
