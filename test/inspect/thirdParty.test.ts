import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { ThirdPartyImport } from '../../src/inspect/closure';
import { addFiles, inspectIn, loadSyntax, makeProject } from './project';

const syntax = loadSyntax();
const site = '.venv/lib/python3.11/site-packages';

async function namedBy(
  source: string,
  files: Readonly<Record<string, string>>,
  args = '',
): Promise<readonly ThirdPartyImport[]> {
  const folder = await makeProject({ '.venv/pyvenv.cfg': '', 'run.py': `${source}\ndef f(*a): pass\n` });
  await addFiles(folder, files);
  return (await inspectIn(syntax, folder, 'run.py:f', { args })).thirdParty;
}

test('the metadata of the local environment names distributions and versions', async () => {
  const files = {
    [`${site}/scikit_learn-1.5.0.dist-info/METADATA`]: 'Metadata-Version: 2.1\nName: scikit-learn\nVersion: 1.5.0\n',
    [`${site}/scikit_learn-1.5.0.dist-info/top_level.txt`]: 'sklearn\n',
    [`${site}/PyYAML-6.0.dist-info/METADATA`]: 'Name: PyYAML\nVersion: 6.0\n',
    [`${site}/PyYAML-6.0.dist-info/RECORD`]:
      'yaml/__init__.py,sha256=x,1\n_yaml/__init__.py,,\nPyYAML-6.0.dist-info/METADATA,,\n',
    [`${site}/yaml/__init__.py`]: '',
    [`${site}/single-2.egg-info`]: 'Name: single\nVersion: 2\n',
    [`${site}/old-3-py3.11.egg-info/PKG-INFO`]: 'Name: old\nVersion: 3\n',
    [`${site}/old-3-py3.11.egg-info/installed-files.txt`]: '../ancient/__init__.py\nPKG-INFO\n',
  };
  assert.deepEqual(await namedBy('import sklearn, yaml, unknown, single, ancient', files), [
    { name: 'PyYAML', version: '6.0' },
    { name: 'old', version: '3' },
    { name: 'scikit-learn', version: '1.5.0' },
    { name: 'single', version: '2' },
    { name: 'unknown' },
  ]);
});

test('distributions that share a namespace are told apart by what is imported from it', async () => {
  const files = {
    [`${site}/google_cloud_storage-2.dist-info/RECORD`]: 'google/cloud/storage/__init__.py,,\n',
    [`${site}/google_cloud_bigquery-3.dist-info/RECORD`]: 'google/cloud/bigquery/__init__.py,,\n',
    [`${site}/protobuf-4.dist-info/RECORD`]: 'google/protobuf/__init__.py,,\ngoogle/_upb/_message.abi3.so,,\n',
    [`${site}/google/cloud/storage/__init__.py`]: '',
  };
  const names = async (source: string): Promise<string[]> => (await namedBy(source, files)).map(({ name }) => name);
  assert.deepEqual(await names('from google.cloud import storage'), ['google_cloud_storage']);
  assert.deepEqual(await names('import google.protobuf.message'), ['protobuf']);
  assert.deepEqual(await names('from google.cloud.bigquery import Client\nfrom google.cloud import storage'), [
    'google_cloud_bigquery',
    'google_cloud_storage',
  ]);
});

test('a local part of a namespace does not hide the parts that are installed', async () => {
  const files = {
    'ns/mine.py': '',
    [`${site}/ns_theirs-1.dist-info/RECORD`]: 'ns/theirs/__init__.py,,\n',
    [`${site}/ns/theirs/__init__.py`]: '',
  };
  assert.deepEqual(await namedBy('from ns import mine, theirs', files), [{ name: 'ns_theirs', version: '1' }]);
});

test('where several distributions bring a module, the one that the project requires is meant', async () => {
  const files = {
    [`${site}/opencv_python-4.dist-info/RECORD`]: 'cv2/__init__.py,,\n',
    [`${site}/opencv_python_headless-4.dist-info/RECORD`]: 'cv2/__init__.py,,\n',
    [`${site}/cv2/__init__.py`]: '',
    'pyproject.toml': '[project]\ndependencies = ["opencv-python-headless>=4 ; python_version > \'3\'"]\n',
  };
  assert.deepEqual(await namedBy('import cv2', files), [{ name: 'opencv_python_headless', version: '4' }]);
});

test('what no environment knows is named by what the project requires, then by its usual name', async () => {
  for (const [file, text] of [
    ['pyproject.toml', '[project]\ndependencies = ["Scikit-Learn[x]>=1", "opencv-python-headless", "Foo_Bar"]\n'],
    [
      'pyproject.toml',
      '[tool.poetry.dependencies]\nScikit-Learn = "^1"\nopencv-python-headless = "*"\nFoo_Bar = "*"\n',
    ],
    ['pyproject.toml', '[dependency-groups]\nx = ["Scikit-Learn", "opencv-python-headless", "Foo_Bar"]\n'],
    ['setup.cfg', '[options]\ninstall_requires =\n    Scikit-Learn\n    opencv-python-headless>3\n    Foo_Bar\n'],
    ['setup.py', 'setup(install_requires=["Scikit-Learn", "opencv-python-headless", "Foo_Bar"])\n'],
    ['requirements-dev.txt', '# x\n-r other.txt\nScikit-Learn==1.0 # y\nopencv-python-headless\nFoo_Bar @ file:x\n'],
    [
      'environment.yml',
      'name: x\ndependencies:\n  - conda-forge::Scikit-Learn=1.2\n  - pip:\n    - opencv-python-headless\n    - Foo_Bar\n',
    ],
  ] as const) {
    const named = await namedBy('import sklearn, cv2, foo_bar, yaml', { [file]: text });
    assert.deepEqual(
      named.map(({ name }) => name),
      ['Foo_Bar', 'PyYAML', 'Scikit-Learn', 'opencv-python-headless'],
      text,
    );
  }
});

test('np and pd in the arguments count, unless the module binds them', async () => {
  assert.deepEqual(await namedBy('', {}, 'np.zeros(3), pd'), [{ name: 'numpy' }, { name: 'pandas' }]);
  assert.deepEqual(await namedBy('np = 1', {}, 'np'), []);
});

test('the project itself, installed to be edited in place, is no third party', async () => {
  const folder = await makeProject({ 'run.py': 'import mine.made\ndef f(): pass\n' });
  await addFiles(folder, {
    'site/mine-1.dist-info/RECORD': '__editable__.mine.pth,,\nmine/made.so,,\n',
    'site/mine-1.dist-info/direct_url.json': `{"dir_info": {"editable": true}, "url": "file://${folder}"}`,
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f', { sitePackages: [path.join(folder, 'site')] });
  assert.deepEqual(closure.thirdParty, []);
});
