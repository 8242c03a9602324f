// Writes src/inspect/stdlibNames.ts from the Pythons named as arguments:
//   node scripts/stdlib-names.mjs ~/.pyenv/versions/3.*/bin/python3 ~/.pyenv/versions/2.7.*/bin/python
// Every module of the standard library of any version counts; names that only Python 2 had are kept apart.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const names = `
import os, sys
found = set(sys.builtin_module_names) | set(getattr(sys, 'stdlib_module_names', ()))
folder = os.path.dirname(os.__file__)
for base in (folder, os.path.join(folder, 'lib-dynload')):
    for name in os.listdir(base) if os.path.isdir(base) else ():
        stem = name.split('.')[0]
        path = os.path.join(base, name)
        if name.endswith(('.py', '.so')) or os.path.isfile(os.path.join(path, '__init__.py')):
            found.add(stem)
found -= {'site-packages', '__phello__', 'sitecustomize', 'usercustomize', 'xxsubtype', 'xxlimited', 'xxlimited_35'}
print(sys.version_info[0])
print(' '.join(sorted(n for n in found if n.replace('_', 'a').isalnum() and not n.startswith('_sysconfigdata'))))
`;
// Loaded before the first line of a program runs, whatever stands on sys.path.
const preloaded = "import sys; print(' '.join(sorted(n for n in sys.modules if '.' not in n and n != '__main__')))";
// What those Pythons do not list: the program itself, and modules of newer releases.
const newer = [
  '__main__',
  'annotationlib',
  'compression',
  '_zstd',
  '_remote_debugging',
  '_interpreters',
  '_interpqueues',
];

const three = new Set(newer);
const two = new Set();
// What the module `site` loads; asked with -S, since the .pth files of an installation may load more.
const loadedBySite = ['_collections_abc', '_sitebuiltins', 'genericpath', 'os', 'posixpath', 'site', 'stat'];
let always;
for (const python of process.argv.slice(2)) {
  const [major, list] = execFileSync(python, ['-I', '-c', names].slice(python.includes('2.7') ? 1 : 0), {
    encoding: 'utf8',
  }).split('\n');
  for (const name of list.trim().split(' ')) (major === '3' ? three : two).add(name);
  if (major !== '3') continue;
  const loaded = new Set(execFileSync(python, ['-I', '-S', '-c', preloaded], { encoding: 'utf8' }).trim().split(' '));
  always = always === undefined ? loaded : new Set([...always].filter((name) => loaded.has(name)));
}
for (const name of three) two.delete(name);

const lines = (set) =>
  [...new Set(set)]
    .sort()
    .join(' ')
    .match(/.{1,110}(?: |$)/g)
    .map((line) => `    ${line.trim()}`)
    .join('\n');
const table = (name, comment, set) =>
  `/** ${comment} */\nexport const ${name}: ReadonlySet<string> = new Set(\n  \`\n${lines(set)}\n  \`\n    .trim()\n    .split(/\\s+/),\n);\n`;
writeFileSync(
  new URL('../src/inspect/stdlibNames.ts', import.meta.url),
  [
    '// Made by scripts/stdlib-names.mjs; not edited by hand.\n',
    table(
      'standardModules',
      'Top-level names of the standard library, in any release from 3.8 on and on any platform.',
      three,
    ),
    table(
      'preloadedModules',
      'Those that every interpreter has loaded before a program begins: no file can take their place.',
      [...[...(always ?? []), ...loadedBySite], ...loadedBySite],
    ),
    table('python2Modules', 'Names that only the standard library of Python 2 had.', two),
  ].join('\n'),
);
