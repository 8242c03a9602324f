import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { addFiles, inspectIn, loadSyntax, makeProject } from './project';

const syntax = loadSyntax();
const site = '.venv/lib/python3.11/site-packages';
const asks = 'from importlib.metadata import version\n__version__ = version("my-lib")\ndef f(): return __version__\n';

/** The metadata that travels, by its path, and what is noted. */
async function metadataOf(
  files: Readonly<Record<string, string>>,
  target = 'my_lib/__init__.py:f',
): Promise<{ sent: Record<string, string>; notes: string[] }> {
  const folder = await makeProject({ '.venv/pyvenv.cfg': '', ...files });
  const closure = await inspectIn(syntax, folder, target);
  const sent: Record<string, string> = {};
  for (const { path: place, content } of closure.files) {
    if (place.includes('.dist-info/') && content instanceof Uint8Array) sent[place] = Buffer.from(content).toString();
  }
  return {
    sent,
    notes: closure.notes.map(({ at, message }) => `${at.file}:${at.line} ${message.split('.')[0] ?? ''}`),
  };
}

const made = (version: string): string => `Metadata-Version: 2.1\nName: my-lib\nVersion: ${version}\n`;

for (const [name, files] of [
  ['by pyproject.toml', { 'pyproject.toml': '[project]\nname = "my-lib"\nversion = "1.2"\n' }],
  ['by poetry', { 'pyproject.toml': '[tool.poetry]\nname = "my-lib"\nversion = "1.2"\n' }],
  [
    'in the file that hatch reads',
    {
      'pyproject.toml':
        '[project]\nname = "my-lib"\ndynamic = ["version"]\n[tool.hatch.version]\npath = "my_lib/about.py"\n',
      'my_lib/about.py': '__version__ = "1.2"\n',
    },
  ],
  [
    'in the attribute that setuptools reads',
    {
      'pyproject.toml':
        '[project]\nname = "my-lib"\n[tool.setuptools.dynamic]\nversion = {attr = "my_lib.about.__version__"}\n',
      'my_lib/about.py': 'VERSION = __version__ = "1.2"\n',
    },
  ],
  ['by setup.cfg', { 'setup.cfg': '[metadata]\nname = my-lib\nversion = 1.2\n' }],
  [
    'in the file that setup.cfg names',
    { 'setup.cfg': '[metadata]\nname = my-lib\nversion = file: VERSION\n', VERSION: '1.2\n' },
  ],
  [
    'by the literals of setup.py',
    { 'setup.py': 'from setuptools import setup\nsetup(name="my-lib", version="1.2")\n' },
  ],
] as const) {
  test(`the version of the project itself travels where it is said ${name}`, async () => {
    const { sent, notes } = await metadataOf({ ...files, 'my_lib/__init__.py': asks });
    assert.deepEqual([sent, notes], [{ 'my_lib-1.2.dist-info/METADATA': made('1.2') }, []]);
  });
}

test('what an editable install left comes before what the build files say, with its entry points', async () => {
  const metadata = 'Metadata-Version: 2.1\nName: My.Lib\nVersion: 3\nSummary: all of it\n';
  const { sent } = await metadataOf(
    {
      'pyproject.toml': '[project]\nname = "my-lib"\nversion = "1.2"\n',
      'src/my_lib/__init__.py': asks,
      [`${site}/My.Lib-3.dist-info/METADATA`]: metadata,
      [`${site}/My.Lib-3.dist-info/entry_points.txt`]: '[console_scripts]\nx = my_lib:f\n',
      [`${site}/other-3.dist-info/METADATA`]: 'Name: other\nVersion: 3\n',
    },
    'src/my_lib/__init__.py:f',
  );
  assert.deepEqual(sent, {
    'src/My.Lib-3.dist-info/METADATA': metadata,
    'src/My.Lib-3.dist-info/entry_points.txt': '[console_scripts]\nx = my_lib:f\n',
  });
});

test('what a build left beside the packages is taken as well', async () => {
  const { sent } = await metadataOf({
    'my_lib/__init__.py': asks,
    'my_lib.egg-info/PKG-INFO': made('2'),
  });
  assert.deepEqual(Object.keys(sent), ['my_lib-2.dist-info/METADATA']);
});

for (const [name, line] of [
  ['by __name__', 'import importlib.metadata as m\nv = m.version(__name__)'],
  ['by __package__ or a name', 'import importlib_metadata\nv = importlib_metadata.version(__package__ or "my-lib")'],
  ['by the first part of __name__', 'from importlib import metadata\nv = metadata.version(__name__.split(".")[0])'],
  ['by a constant', 'from importlib.metadata import metadata\nDIST = "my_lib"\nv = metadata(DIST)'],
  ['through pkg_resources', 'import pkg_resources\nv = pkg_resources.get_distribution("my-lib").version'],
  [
    'by what only the run knows',
    'from importlib.metadata import version\ndef get(name): return version(name)\nv = get("x")',
  ],
] as const) {
  test(`the project is asked for ${name}`, async () => {
    const { sent } = await metadataOf({
      'pyproject.toml': '[project]\nname = "my-lib"\nversion = "1"\n',
      'my_lib/__init__.py': `${line}\ndef f(): return v\n`,
    });
    assert.deepEqual(Object.keys(sent), ['my_lib-1.dist-info/METADATA']);
  });
}

test('nothing travels where another distribution is asked for, or none', async () => {
  const pyproject = '[project]\nname = "my-lib"\nversion = "1"\n';
  for (const line of [
    'from importlib.metadata import version\nv = version("numpy")',
    'def version(x): return x\nversion("my-lib")',
  ]) {
    const { sent } = await metadataOf({
      'pyproject.toml': pyproject,
      'my_lib/__init__.py': `${line}\ndef f(): pass\n`,
    });
    assert.deepEqual(sent, {});
  }
});

test('a version that nothing tells is told with its place', async () => {
  const { sent, notes } = await metadataOf({
    'pyproject.toml': '[project]\nname = "my-lib"\ndynamic = ["version"]\n',
    'my_lib/__init__.py': asks,
  });
  assert.deepEqual(sent, {});
  assert.deepEqual(notes, [
    'my_lib/__init__.py:2 The version of `my-lib` itself is asked for here, and nothing in the project tells it before it is built',
  ]);
});

test('distributions that are only asked for by their names are needed as well, where they are installed', async () => {
  const installed = Object.fromEntries(
    ['asked', 'listed', 'unasked'].map((name) => [
      `${site}/${name}-2.dist-info/METADATA`,
      `Name: ${name}\nVersion: 2\n`,
    ]),
  );
  const folder = await makeProject({
    '.venv/pyvenv.cfg': '',
    ...installed,
    'versions.py': 'import importlib.metadata as m\ndef check(name): return m.version(name)\nm.version("asked")\n',
    'check.py': 'from versions import check\nfor one in ["listed>=1", "absent"]: check(one)\n',
    'other.py': 'x = "unasked"\n',
    'run.py': 'import check, other\ndef f(): pass\n',
  });
  const { thirdParty } = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(thirdParty, [
    { name: 'asked', version: '2' },
    { name: 'listed', version: '2' },
  ]);
});

test('the modules that the entry points of the project name travel where its code asks for that group', async () => {
  const files = (asked: string): Record<string, string> => ({
    'pyproject.toml':
      '[project]\nname = "my-lib"\nversion = "1"\n[project.scripts]\nx = "my_lib.cli:main"\n[project.entry-points."my.readers"]\na = "my_lib.a:A"\n[project.entry-points."my.writers"]\nb = "my_lib.b"\nn = "numpy"\n',
    'my_lib/__init__.py': '',
    'my_lib/a.py': 'import my_lib.deep\n',
    'my_lib/b.py': '',
    'my_lib/cli.py': '',
    'my_lib/deep.py': '',
    'my_lib/plug.py': `from importlib.metadata import entry_points\ndef f(): return entry_points(group=${asked})\n`,
  });
  for (const [asked, expected] of [
    ['"my.readers"', ['a', 'deep', 'plug']],
    ['GROUP', ['a', 'b', 'deep', 'plug']],
  ] as const) {
    const closure = await inspectIn(syntax, await makeProject(files(asked)), 'my_lib/plug.py:f');
    const modules = closure.files.map((file) => /^my_lib\/([a-z]+)\.py$/.exec(file.path)?.[1]);
    assert.deepEqual(
      modules.filter((one) => one !== undefined),
      expected,
    );
  }
});

test("CPython's own importlib.metadata reads what travels", async () => {
  const folder = await makeProject({
    'pyproject.toml':
      '[project]\nname = "My.own-lib"\nversion = "4.5"\n[project.entry-points."my.plugins"]\na = "my_lib:f"\n',
    'my_lib/__init__.py': asks.replace('my-lib', 'my-own-lib'),
  });
  const { files } = await inspectIn(syntax, folder, 'my_lib/__init__.py:f');
  const host = await makeProject({});
  for (const { path: place, content } of files) {
    if (!(content instanceof Uint8Array)) continue;
    await mkdir(path.dirname(path.join(host, place)), { recursive: true });
    await writeFile(path.join(host, place), content);
  }
  await addFiles(host, {
    'ask.py':
      'import importlib.metadata as m\nd = m.distribution("my-own-lib")\nprint(d.version, [(e.group, e.name, e.value) for e in d.entry_points])\n',
  });
  const told = execFileSync('python3', [path.join(host, 'ask.py')], { encoding: 'utf8' });
  assert.equal(told, "4.5 [('my.plugins', 'a', 'my_lib:f')]\n");
});
