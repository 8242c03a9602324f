import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { EnvironmentFinder, type Machine } from '../../src/inspect/environments';
import { diskFolders, diskSource } from '../../src/inspect/sources';
import { addFiles, inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();

function found(folder: string, machine: Partial<Machine>, workspace = 'work', file = 'run.py'): string[] {
  const finder = new EnvironmentFinder(diskSource, diskFolders, { variables: {}, home: undefined, ...machine });
  const place = path.join(folder, workspace);
  return finder.sitePackages(path.join(place, file), place).map((one) => path.relative(folder, one));
}

const site = 'lib/python3.11/site-packages/x.py';

test('the active environment comes before one in the workspace, and that before the one on PATH', async () => {
  const folder = await makeProject({
    [`active/${site}`]: '',
    'work/.venv/pyvenv.cfg': '',
    [`work/.venv/${site}`]: '',
    'usr/bin/python3': '',
    [`usr/${site}`]: '',
    'work/run.py': '',
  });
  const PATH = path.join(folder, 'usr/bin');
  const inside = (place: string): string[] => [`${place}/lib/python3.11/site-packages`];
  for (const name of ['VIRTUAL_ENV', 'CONDA_PREFIX']) {
    assert.deepEqual(found(folder, { variables: { PATH, [name]: path.join(folder, 'active') } }), inside('active'));
  }
  assert.deepEqual(found(folder, { variables: { PATH, VIRTUAL_ENV: '/gone' } }), inside('work/.venv'));
  assert.deepEqual(found(folder, { variables: { PATH } }, 'other'), inside('usr'));
  assert.deepEqual(found(folder, {}, 'other'), []);
});

test('the environment nearest to the file is taken, up to the workspace and no further', async () => {
  const folder = await makeProject({
    'env/pyvenv.cfg': '',
    [`env/${site}`]: '',
    'work/venv/pyvenv.cfg': '',
    [`work/venv/${site}`]: '',
    'work/a/.venv/pyvenv.cfg': '',
    [`work/a/.venv/${site}`]: '',
  });
  assert.deepEqual(found(folder, {}, 'work', 'a/b/run.py'), ['work/a/.venv/lib/python3.11/site-packages']);
  assert.deepEqual(found(folder, {}, 'work', 'c/run.py'), ['work/venv/lib/python3.11/site-packages']);
  assert.deepEqual(found(folder, {}, 'elsewhere', 'run.py'), []);
});

test('environments that poetry and pipenv keep elsewhere are found by the name of the project', async () => {
  const folder = await makeProject({
    'My_Work/pyproject.toml': '',
    'pipped/Pipfile': '',
    [`home/.cache/pypoetry/virtualenvs/my-work-Ab3_-xY9-py3.11/${site}`]: '',
    [`home/.local/share/virtualenvs/pipped-0a1B2c3D/${site}`]: '',
  });
  const home = path.join(folder, 'home');
  assert.deepEqual(found(folder, { home }, 'My_Work'), [
    'home/.cache/pypoetry/virtualenvs/my-work-Ab3_-xY9-py3.11/lib/python3.11/site-packages',
  ]);
  assert.deepEqual(found(folder, { home }, 'pipped'), [
    'home/.local/share/virtualenvs/pipped-0a1B2c3D/lib/python3.11/site-packages',
  ]);
});

test("the python3 on PATH is followed to its prefix, Debian's folders, the user's own, and through pyenv's shims", async () => {
  const folder = await makeProject({
    'opt/bin/python3.11': '',
    [`opt/${site}`]: '',
    'opt/lib/python3/dist-packages/y.py': '',
    [`home/.local/${site}`]: '',
    'home/.pyenv/shims/python3': '',
    'home/.pyenv/version': '3.10.1\n',
    'home/.pyenv/versions/3.10.1/lib/python3.10/site-packages/x.py': '',
    'home/.pyenv/versions/3.12.4/lib/python3.12/site-packages/x.py': '',
    'work/run.py': '',
    'links/x': '',
  });
  await symlink(path.join(folder, 'opt/bin/python3.11'), path.join(folder, 'links/python3'));
  assert.deepEqual(
    found(folder, { variables: { PATH: path.join(folder, 'links') }, home: path.join(folder, 'home') }),
    ['home/.local/lib/python3.11/site-packages', 'opt/lib/python3.11/site-packages', 'opt/lib/python3/dist-packages'],
  );
  const PATH = path.join(folder, 'home/.pyenv/shims');
  assert.deepEqual(found(folder, { variables: { PATH } }), [
    'home/.pyenv/versions/3.10.1/lib/python3.10/site-packages',
  ]);
  await addFiles(folder, { 'work/.python-version': '3.12\n' });
  assert.deepEqual(found(folder, { variables: { PATH } }), [
    'home/.pyenv/versions/3.12.4/lib/python3.12/site-packages',
  ]);
});

test('what an editable install says brings another project from its folder', async () => {
  const finder = (place: string): string =>
    `from __future__ import annotations\nimport sys\nMAPPING: dict[str, str] = {'other': '${place}/other'}\nNAMESPACES: dict[str, list[str]] = {}\n`;
  for (const [name, text] of [
    ['__editable__.other-1.0.pth', (place: string) => `${place}\n`],
    ['easy-install.pth', (place: string) => `# comment\nimport sys; sys.exit(1)\n${place}\n`],
    ['other.egg-link', (place: string) => `${place}\n../`],
    ['__editable___other_1_0_finder.py', finder],
    [
      '_editable_impl_other.py',
      (place: string) =>
        `from editables.redirector import RedirectingFinder as F\nF.install()\nF.map_module('other', '${place}/other/__init__.py')\n`,
    ],
    [
      '_other_editable.py',
      (place: string) =>
        `install({'other': '${place}/other/__init__.py', 'other.part': '${place}/other/part.py'}, {}, None, False)\n`,
    ],
  ] as const) {
    const folder = await makeProject({
      'work/run.py': 'from other import part\ndef f(): pass\n',
      'there/src/other/__init__.py': '',
      'there/src/other/part.py': '',
    });
    await addFiles(folder, { [`site/${name}`]: text(path.join(folder, 'there/src')) });
    const closure = await inspectIn(syntax, path.join(folder, 'work'), 'run.py:f', {
      sitePackages: [path.join(folder, 'site')],
    });
    assert.deepEqual(pathsOf(closure), ['_ext/0/other/__init__.py', '_ext/0/other/part.py', 'run.py'], name);
    assert.deepEqual([...closure.roots, ...closure.lastRoots], ['.', '_ext/0'], name);
    assert.deepEqual(closure.thirdParty, [], name);
  }
});
