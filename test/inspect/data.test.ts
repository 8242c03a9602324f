import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Closure } from '../../src/inspect/closure';
import { Inspector } from '../../src/inspect/inspect';
import { CachedFolders, diskSource, type FolderReader } from '../../src/inspect/sources';
import { inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();

const here = 'import os, sys, json, glob, pkgutil, importlib.resources\nfrom pathlib import Path\n';

const rich = {
  'data/train.csv': 'a,b\n',
  'data/test.csv': 'a,b\n',
  'data/deep/more.csv': 'c\n',
  'data/notes.txt': 'x',
  'config.yaml': 'a: 1\n',
  'beside.json': '{}',
  'tool.py': 'print(1)\n',
  'README.md': '# x',
  'run.ini': '[a]',
};

/** The files that travel as data for a function with this body. */
async function dataOf(
  body: string,
  more: Readonly<Record<string, string>> = {},
  options: Parameters<typeof inspectIn>[3] = {},
): Promise<string[]> {
  const closure = await closureOf(body, more, options);
  return closure.files.filter((file) => file.role === 'data').map((file) => file.path);
}

async function closureOf(
  body: string,
  more: Readonly<Record<string, string>> = {},
  options: Parameters<typeof inspectIn>[3] = {},
): Promise<Closure> {
  const folder = await makeProject({ ...rich, ...more, 'run.py': here + body });
  return inspectIn(syntax, folder, 'run.py:f', options);
}

describe('a file that the code names travels', () => {
  for (const [name, body, expected] of [
    ['opened', 'def f():\n    return open("data/train.csv").read()\n', ['data/train.csv']],
    ['opened in a with', 'def f():\n    with open("config.yaml") as c:\n        return c.read()\n', ['config.yaml']],
    ['beside __file__', 'def f(): return json.load(open(Path(__file__).parent / "beside.json"))\n', ['beside.json']],
    [
      'joined to the folder of __file__',
      'def f(): return open(os.path.join(os.path.dirname(__file__), "data", "train.csv"))\n',
      ['data/train.csv'],
    ],
    [
      'joined to a folder that is kept under a name',
      'HERE = os.path.dirname(os.path.abspath(__file__))\ndef f():\n    return open(os.path.join(HERE, "data", "test.csv"))\n',
      ['data/test.csv'],
    ],
    ['read by a library', 'import pandas as pd\ndef f(): return pd.read_csv("data/train.csv")\n', ['data/train.csv']],
    ['kept in a constant', 'DATA = "data/train.csv"\ndef f(): return open(DATA)\n', ['data/train.csv']],
    ['kept in a constant that only others use', 'DATA = "data/train.csv"\ndef f(): pass\n', ['data/train.csv']],
    [
      'made of a folder and a name',
      'DATA_DIR = Path("data")\ndef f(): return (DATA_DIR / "test.csv").read_text()\n',
      ['data/test.csv'],
    ],
    [
      'made of parents',
      'ROOT = Path(__file__).resolve().parents[0]\ndef f(): return (ROOT / "data" / "deep" / "more.csv").open()\n',
      ['data/deep/more.csv'],
    ],
    ['a default of a parameter', 'def f(path="data/train.csv"): return open(path)\n', ['data/train.csv']],
    [
      'a default of the environment',
      'def f(): return open(os.environ.get("D", "data/train.csv"))\n',
      ['data/train.csv'],
    ],
    [
      'in a list',
      'def f(): return [open(p) for p in ["data/train.csv", "config.yaml"]]\n',
      ['config.yaml', 'data/train.csv'],
    ],
    ['in a dictionary', 'C = {"train": "data/train.csv"}\ndef f(): return open(C["train"])\n', ['data/train.csv']],
    ['in two strings', 'def f(): return open("data/" "train.csv")\n', ['data/train.csv']],
    ['added up', 'BASE = "data/"\ndef f(): return open(BASE + "train.csv")\n', ['data/train.csv']],
    [
      'in an f-string whose names are known',
      'BASE = "data"\ndef f(): return open(f"{BASE}/train.csv")\n',
      ['data/train.csv'],
    ],
    ['after the module’s own name', 'def f(): return open(Path(__file__).with_suffix(".ini"))\n', ['run.ini']],
    [
      'after the module’s own name, cut off',
      'def f(): return open(os.path.splitext(__file__)[0] + ".ini")\n',
      ['run.ini'],
    ],
    ['after the module’s own name, replaced', 'def f(): return open(__file__.replace(".py", ".ini"))\n', ['run.ini']],
    ['below the current folder', 'def f(): return open(os.getcwd() + "/data/train.csv")\n', ['data/train.csv']],
    ['on one line with others', 'def f(): a = 1; return open("config.yaml")\n', ['config.yaml']],
    [
      'with changes of case',
      'def f():\n    if 1:\n        x = 1\n    elif open("config.yaml"): pass\n',
      ['config.yaml'],
    ],
  ] as const) {
    test(name, async () => {
      assert.deepEqual(await dataOf(body), expected);
    });
  }

  test('as do the files of a folder that the code lists, or that fit a shape', async () => {
    const csv = ['data/test.csv', 'data/train.csv'];
    const all = ['data/deep/more.csv', 'data/notes.txt', ...csv];
    assert.deepEqual(await dataOf('def f(): return glob.glob("data/*.csv")\n'), csv);
    assert.deepEqual(await dataOf('def f(): return list(Path("data").glob("*.csv"))\n'), csv);
    assert.deepEqual(await dataOf('def f(): return list(Path("data").rglob("*.csv"))\n'), [
      'data/deep/more.csv',
      ...csv,
    ]);
    assert.deepEqual(await dataOf('def f(name): return open(f"data/{name}.csv")\n'), csv);
    assert.deepEqual(await dataOf('def f(n): return open("data/%s.csv" % n)\n'), csv);
    assert.deepEqual(await dataOf('def f(n): return open("data/{}.csv".format(n))\n'), csv);
    assert.deepEqual(await dataOf('def f(): return os.listdir("data")\n'), all);
    assert.deepEqual(await dataOf('def f(n): return open(os.path.join("data", n))\n'), all);
    assert.deepEqual(await dataOf('DATA_DIR = "data"\ndef f(): pass\n'), all);
    assert.deepEqual(await dataOf('def f(): return glob.glob("*.json")\n'), ['beside.json']);
  });

  test('as do the data of packages, wherever the package lies', async () => {
    const files = { 'pkg/__init__.py': '', 'pkg/data/t.json': '{}', 'pkg/x.txt': 'x' };
    for (const [expression, expected] of [
      ['importlib.resources.files("pkg") / "x.txt"', 'pkg/x.txt'],
      ['importlib.resources.files("pkg").joinpath("data", "t.json").read_text()', 'pkg/data/t.json'],
      ['importlib.resources.read_text("pkg", "x.txt")', 'pkg/x.txt'],
      ['pkgutil.get_data("pkg", "data/t.json")', 'pkg/data/t.json'],
      ['pkg_resources.resource_filename("pkg", "x.txt")', 'pkg/x.txt'],
    ] as const) {
      const body = `import pkg, pkg_resources\ndef f(): return ${expression}\n`;
      assert.deepEqual(await dataOf(body, files), [expected], expression);
    }
    const inside = { ...files, 'pkg/read.py': 'import pkgutil\nT = pkgutil.get_data(__name__, "x.txt")\n' };
    assert.deepEqual(await dataOf('import pkg.read\ndef f(): pass\n', inside), ['pkg/x.txt']);
    const own = {
      ...files,
      'pkg/read.py':
        'from importlib.resources import files\nROOT = files(__package__)\nT = (ROOT / "data" / "t.json")\n',
    };
    assert.deepEqual(await dataOf('import pkg.read\ndef f(): pass\n', own), ['pkg/data/t.json']);
  });

  test('as does what a function opens in a folder of its own, by the name that it is given', async () => {
    const files = {
      'pkg/__init__.py': '',
      'pkg/res/__init__.py':
        'import os\n_here = os.path.dirname(__file__)\ndef get(name): return open(os.path.join(_here, name))\n',
      'pkg/res/units.json': '{}',
      'pkg/res/other.json': '{}',
    };
    assert.deepEqual(await dataOf('from pkg.res import get\ndef f(): return get("units.json")\n', files), [
      'pkg/res/units.json',
    ]);
  });

  test('as does the stub that a lazy loader reads', async () => {
    const files = {
      'pkg/__init__.py': 'import lazy_loader as lazy\n__getattr__, *_ = lazy.attach_stub(__name__, __file__)\n',
      'pkg/__init__.pyi': '',
    };
    assert.deepEqual(await dataOf('import pkg\ndef f(): pass\n', files), ['pkg/__init__.pyi']);
  });

  test('but folders of code that go on the import path do not', async () => {
    const body = 'HERE = os.path.dirname(__file__)\nsys.path.insert(0, os.path.join(HERE, "vendor"))\ndef f(): pass\n';
    assert.deepEqual(await dataOf(body, { 'vendor/x.txt': '' }), []);
  });

  test('with the reason, and where it is named', async () => {
    const closure = await closureOf('import lib.io\ndef f(): pass\n', {
      'lib/__init__.py': '',
      'lib/io.py': '\nTABLE = open("data/train.csv")\n',
    });
    const [one] = closure.data;
    assert.deepEqual(
      [one?.path, one?.state, one?.size, one?.count, one?.folder, one?.from],
      ['data/train.csv', 'sent', 4, 1, false, { file: 'lib/io.py', line: 2 }],
    );
    assert.equal(closure.files.find((file) => file.path === 'data/train.csv')?.because, 'named in lib/io.py:2');
  });

  test('as do strings in the arguments', async () => {
    const args = '"data/train.csv", Path("data") / "test.csv", config="config.yaml"';
    assert.deepEqual(await dataOf('def f(*a, **k): pass\n', {}, { args }), [
      'config.yaml',
      'data/test.csv',
      'data/train.csv',
    ]);
  });
});

describe('a package brings its data', () => {
  const grammars = {
    'pkg/__init__.py': '',
    'pkg/deep/__init__.py': '',
    'pkg/deep/grammars/common.lark': 'A: "a"\n',
    'pkg/deep/words/en.txt': 'a\n',
  };
  const common = ['pkg/deep/grammars/common.lark'];
  for (const [name, line, expected] of [
    ['listed under a name that says so', "IMPORT_PATHS = ['grammars']", common],
    ['in a tuple with others', "search_dirs: tuple = ('nowhere', 'grammars')", common],
    ['in a list that is given under such a name', "Loader(folders=['grammars'])", common],
    ['given to a call together with the module', "Loader(__name__, 'grammars')", common],
    ['given before the module', "Loader('grammars', __package__)", common],
    [
      'in a list that is given together with the module',
      "Loader(__name__, ['grammars', 'words'])",
      [...common, 'pkg/deep/words/en.txt'],
    ],
    ['not in a list of another name', "KINDS = ['grammars']", []],
    ['not where lazy imports are named', "__getattr__ = attach(__name__, ['grammars'])", []],
  ] as const) {
    test(`from a folder beside the module, ${name}`, async () => {
      const closure = await closureOf('import pkg.deep.load\ndef f(): pass\n', {
        ...grammars,
        'pkg/deep/load.py': `${line}\n`,
      });
      const sent = closure.files.filter(({ role }) => role === 'data').map((file) => file.path);
      assert.deepEqual(sent, expected);
    });
  }

  test('with the files that a text file of its data names, and those that these name', async () => {
    const closure = await closureOf('import pkg.units\ndef f(): pass\n', {
      'pkg/__init__.py': '',
      'pkg/units.py': 'from pathlib import Path\nTABLE = open(Path(__file__).parent / "default.txt")\n',
      'pkg/default.txt': 'kilo = 1e3 # 0.5\n@import more/first.txt\n',
      'pkg/more/first.txt': 'see ../second.cfg, and data/notes.txt.\n',
      'pkg/second.cfg': 'third.txt\n',
      'pkg/third.txt': '',
      'pkg/unnamed.txt': '',
    });
    assert.deepEqual(
      closure.files.filter(({ role }) => role === 'data').map((file) => [file.path, file.because]),
      [
        ['data/notes.txt', 'named in pkg/more/first.txt:1'],
        ['pkg/default.txt', 'named in pkg/units.py:2'],
        ['pkg/more/first.txt', 'named in pkg/default.txt:2'],
        ['pkg/second.cfg', 'named in pkg/more/first.txt:1'],
      ],
    );
  });

  test('named by a table of the module that it lies beside, though another opens it', async () => {
    const closure = await closureOf('import pkg.tables, pkg.load\ndef f(): pass\n', {
      'pkg/__init__.py': '',
      'pkg/tables.py': 'SCHEMAS = {(1, 0): "one.json", (2, 0): "more/two.json", None: "missing.json"}\n',
      'pkg/load.py': 'def load(m, k): return open(Path(m.__file__).parent / m.SCHEMAS[k])\n',
      'pkg/one.json': '{}',
      'pkg/more/two.json': '{}',
      'pkg/unnamed.json': '{}',
    });
    assert.deepEqual(
      closure.files.filter(({ role }) => role === 'data').map((file) => file.path),
      ['pkg/more/two.json', 'pkg/one.json'],
    );
    assert.deepEqual(closure.notes, []);
  });

  test('but never the folders of tools', async () => {
    const body =
      'ROOT = Path(__file__).parent\ndef f(): return os.path.isdir(ROOT / ".git"), os.listdir(ROOT / ".git")\n';
    const closure = await closureOf(body, { '.git/HEAD': 'ref\n' });
    assert.deepEqual([closure.data, pathsOf(closure)], [[], ['run.py']]);
  });

  test('beside the `__file__` of an imported package', async () => {
    const closure = await closureOf('import pkg, pkg.sub\ndef f(): open(Path(pkg.sub.__file__).parent / "x.txt")\n', {
      'pkg/__init__.py': '',
      'pkg/sub/__init__.py': '',
      'pkg/sub/x.txt': 'x',
    });
    assert.deepEqual(
      closure.files.filter(({ role }) => role === 'data').map((file) => file.path),
      ['pkg/sub/x.txt'],
    );
  });

  test('without what tables, code and secrets in its data name', async () => {
    const body = 'def f(): open("names.csv"), open("names.txt")\n';
    const more = {
      'names.csv': 'config.yaml\n',
      'names.txt': 'tool.py key.pem https://x.org/run.ini\n',
      'key.pem': 'x',
    };
    const closure = await closureOf(body, more);
    assert.deepEqual(pathsOf(closure), ['names.csv', 'names.txt', 'run.py']);
    assert.deepEqual(closure.notes, []);
  });

  test('to both places, where its data lies beside the entry’s file only', async () => {
    const folder = await makeProject({
      'pyproject.toml': '',
      'study/run.py': 'def f(): return open("data/first.txt").read()\n',
      'study/data/first.txt': 'second.txt\n',
      'study/data/second.txt': '',
    });
    assert.deepEqual(pathsOf(await inspectIn(syntax, folder, 'study/run.py:f')), [
      'data/first.txt',
      'data/second.txt',
      'study/data/first.txt',
      'study/data/second.txt',
      'study/run.py',
    ]);
  });
});

describe('a path that another module binds is joined where it is imported', () => {
  const files = {
    'pkg/__init__.py': 'from pathlib import Path\nHERE = Path(__file__).parent\n',
    'pkg/config.py': 'import os\nBASE = os.path.join(os.path.dirname(__file__), "store")\n',
    'pkg/store/x.csv': '',
    'pkg/sub/__init__.py': '',
  };
  for (const [name, code] of [
    ['by its name', 'from pkg import HERE\nx = open(HERE / "store" / "x.csv")\n'],
    ['by another name', 'from pkg import (\n    HERE as H,\n)\nx = open(H / "store/x.csv")\n'],
    ['relatively', 'from .. import HERE\nx = open(HERE / "store" / "x.csv")\n'],
    ['with all others', 'from ..config import *\nimport os\nx = open(os.path.join(BASE, "x.csv"))\n'],
    ['through its module', 'from pkg import config\nimport os\nx = open(os.path.join(config.BASE, "x.csv"))\n'],
    [
      'through its module under another name',
      'import pkg.config as c\nimport os\nx = open(os.path.join(c.BASE, "x.csv"))\n',
    ],
    ['through its whole name', 'import pkg.config, os\nx = open(os.path.join(pkg.config.BASE, "x.csv"))\n'],
  ] as const) {
    test(name, async () => {
      const body = 'import pkg.sub.use\ndef f(): pass\n';
      const closure = await closureOf(body, { ...files, 'pkg/sub/use.py': code });
      const { from } = closure.files.find((file) => file.path === 'pkg/store/x.csv') ?? {};
      assert.match(from?.file ?? '', /^pkg\/(?:sub\/use|config)\.py$/);
      assert.equal(closure.data.filter((one) => one.from?.file === 'pkg/sub/use.py').length, 1);
    });
  }
});

test('a source that the code opens travels like any other file', async () => {
  const beside = 'os.path.join(os.path.dirname(__file__), "tool.py")';
  assert.deepEqual(await dataOf('def f(): return open("tool.py")\n'), ['tool.py']);
  assert.deepEqual(await dataOf(`def f(): return open(${beside})\n`), ['tool.py']);
  assert.deepEqual(await dataOf(`def f():\n    name = ${beside}\n    return build(name)\n`), ['tool.py']);
  assert.deepEqual(await dataOf('def f(): return build("tool.py")\n'), []);
});

test('a module that is imported travels though Git ignores it; other ignore files, excludes and secrets hold it', async () => {
  const project = {
    '.gitignore': '_version.py\nmade/\n',
    'pkg/__init__.py': 'try:\n    from pkg._version import v\nexcept ImportError:\n    pass\nimport pkg.made.one\n',
    'pkg/_version.py': 'v = 1\n',
    'pkg/made/__init__.py': '',
    'pkg/made/one.py': '',
    'run.py': 'import pkg\ndef f(): return pkg.v\n',
  };
  const made = ['pkg/made/__init__.py', 'pkg/made/one.py'];
  const folder = await makeProject(project);
  const sent = pathsOf(await inspectIn(syntax, folder, 'run.py:f'));
  assert.deepEqual(sent, ['pkg/__init__.py', 'pkg/_version.py', ...made, 'run.py']);
  const excluded = await inspectIn(syntax, folder, 'run.py:f', { exclude: ['pkg/_version.py'] });
  assert.deepEqual(pathsOf(excluded), ['pkg/__init__.py', ...made, 'run.py']);
  const ignoring = await makeProject({ ...project, '.farcallignore': 'pkg/made\n' });
  assert.deepEqual(pathsOf(await inspectIn(syntax, ignoring, 'run.py:f')), [
    'pkg/__init__.py',
    'pkg/_version.py',
    'run.py',
  ]);
});

test('what is no path, or not there, sends nothing and says nothing', async () => {
  const closure = await closureOf(
    [
      '"""See README.md and data/train.csv."""',
      'def f(kind="data"):',
      '    "README.md"',
      '    """data/train.csv"""',
      '    print("config.yaml", "data/train.csv")',
      '    if kind == "config.yaml" or kind.endswith("beside.json"): raise ValueError("data/train.csv")',
      '    x = {"data": 1, "config.yaml": 2}["data"]',
      '    url = "https://example.org/data/train.csv"',
      '    open("/etc/hostname"), open("/dev/null"), open("nowhere/x.csv")',
      '    return a.split("README.md")',
      '',
    ].join('\n'),
  );
  assert.deepEqual([closure.data, closure.notes, closure.folders], [[], [], []]);
});

test('what is only written stays, and the folder it is written to is there', async () => {
  const files = { 'out/old.csv': 'x', 'plots/a.png': 'x', 'model.pt': 'x', 'logs/run.log': 'x' };
  const closure = await closureOf(
    [
      'OUT = "out/old.csv"',
      'PLOTS = Path("plots")',
      'def f(df, plt, torch, logging):',
      '    df.to_csv(OUT)',
      '    plt.savefig(PLOTS / "a.png")',
      '    torch.save({}, "model.pt")',
      '    open("logs/run.log", "w")',
      '    open("absent/x.csv", "w")',
      '    for i in range(3): open(f"out/{i}.csv", "w")',
      '',
    ].join('\n'),
    files,
  );
  assert.deepEqual(closure.data, []);
  assert.deepEqual(closure.folders, ['logs', 'out', 'plots']);
});

test('what is written and read travels', async () => {
  const body =
    'def f():\n    if os.path.exists("cache.json"): return open("cache.json")\n    open("cache.json", "w")\n';
  assert.deepEqual(await dataOf(body, { 'cache.json': '{}' }), ['cache.json']);
});

test('a path relative to the entry’s own folder travels to its place and to where the job looks for it', async () => {
  const folder = await makeProject({
    'pyproject.toml': '',
    'study/run.py': 'def f():\n    open("results/x.csv", "w")\n    return open("data/x.csv").read()\n',
    'study/data/x.csv': 'x',
    'study/results/old.csv': 'x',
    'elsewhere/x.csv': 'y',
  });
  const closure = await inspectIn(syntax, folder, 'study/run.py:f');
  assert.deepEqual(pathsOf(closure), ['data/x.csv', 'study/data/x.csv', 'study/run.py']);
  assert.deepEqual(closure.folders, ['results', 'study/results']);
  assert.deepEqual(
    closure.data.map((one) => one.path),
    ['study/data/x.csv'],
  );
});

test('where both lie, the working folder’s is meant', async () => {
  const folder = await makeProject({
    'pyproject.toml': '',
    'study/run.py': 'def f(): return open("data/x.csv").read()\n',
    'study/data/x.csv': 'beside',
    'data/x.csv': 'working',
  });
  assert.deepEqual(pathsOf(await inspectIn(syntax, folder, 'study/run.py:f')), ['data/x.csv', 'study/run.py']);
});

test('a large file or folder is asked about once, and a choice decides', async () => {
  const body = 'def f(): return open("big.bin"), os.listdir("data")\n';
  const more = { 'big.bin': 'x'.repeat(2000), 'data/big.bin': 'x'.repeat(600) };
  const asked = await closureOf(body, more, { largestData: 600 });
  assert.deepEqual(
    asked.questions.map((one) => one.kind === 'large-data' && [one.path, one.size]),
    [
      ['big.bin', 2000],
      ['data', 611],
    ],
  );
  assert.deepEqual(pathsOf(asked), ['run.py']);
  const choices = { statements: {}, paths: { 'big.bin': 'send', data: 'hold' } } as const;
  const decided = await closureOf(body, more, { largestData: 600, choices });
  assert.deepEqual(decided.questions, []);
  assert.deepEqual(
    decided.data.map((one) => [one.path, one.state]),
    [
      ['big.bin', 'sent'],
      ['data', 'held'],
    ],
  );
  assert.deepEqual(pathsOf(decided), ['big.bin', 'run.py']);
});

test('nobody is asked about large data that only functions name which the call does not need; it is told', async () => {
  const body =
    'BIG = Path(__file__).parent / "big.bin"\nMORE = Path(__file__).parent / "more.bin"\n' +
    'def other(): return open(BIG), open(MORE), open("small.bin")\ndef f(): return open(MORE)\n';
  const more = { 'big.bin': 'x'.repeat(2000), 'more.bin': 'x'.repeat(700), 'small.bin': 'x' };
  const closure = await closureOf(body, more, { largestData: 600 });
  assert.deepEqual(
    closure.questions.map((one) => one.kind === 'large-data' && one.path),
    ['more.bin'],
  );
  assert.deepEqual(
    closure.notes.map(({ message }) => message),
    ['big.bin (2.0 KB) is named by what the call does not need, and does not travel.'],
  );
  assert.deepEqual(pathsOf(closure), ['run.py', 'small.bin']);
});

test('what a person chose travels though nothing names it', async () => {
  const choices = { statements: {}, paths: { 'data/deep': 'send' } } as const;
  const closure = await closureOf('def f(): pass\n', {}, { choices });
  assert.deepEqual(pathsOf(closure), ['data/deep/more.csv', 'run.py']);
  assert.equal(closure.data[0]?.from, undefined);
});

test('what the host has by its paths is not sent', async () => {
  const closure = await closureOf(
    'def f(): return open("data/train.csv"), open("data/only-there.bin"), open("config.yaml")\n',
    {},
    {
      onHost: ['data/'],
      include: ['data/notes.txt'],
    },
  );
  assert.deepEqual(
    closure.data.map((one) => [one.path, one.state]),
    [
      ['config.yaml', 'sent'],
      ['data/only-there.bin', 'on-host'],
      ['data/train.csv', 'on-host'],
    ],
  );
  assert.deepEqual(pathsOf(closure), ['config.yaml', 'run.py']);
});

test('excludes and .farcallignore hold data that the code names', async () => {
  const body = 'def f(): return open("config.yaml"), open("beside.json"), os.listdir("data")\n';
  const more = { '.farcallignore': 'beside.json\n', 'data/.farcallignore': '*\n!train.csv\n' };
  const closure = await closureOf(body, more, { exclude: ['config.yaml'] });
  assert.deepEqual(
    closure.data.map((one) => [one.path, one.state, one.count]),
    [
      ['beside.json', 'held', 1],
      ['config.yaml', 'held', 1],
      ['data', 'sent', 1],
    ],
  );
  assert.deepEqual(pathsOf(closure), ['data/train.csv', 'run.py']);
});

test('a secret that the code names is told, and goes only where it is named by itself', async () => {
  const body = 'from dotenv import load_dotenv\ndef f(): load_dotenv(".env")\n';
  const secret = { '.env': 'PASSWORD=1\n' };
  const told = await closureOf(body, secret);
  assert.deepEqual(
    [pathsOf(told), told.data.map((one) => one.state), told.notes.map((one) => one.include)],
    [['run.py'], ['secret'], ['.env']],
  );
  for (const include of [['.*'], ['**'], ['.env*'], ['*env']]) {
    assert.ok(!pathsOf(await closureOf(body, secret, { include })).includes('.env'), include[0]);
  }
  const named = await closureOf(body, secret, { include: ['.env'] });
  assert.deepEqual(pathsOf(named), ['.env', 'run.py']);
  const choices = { statements: {}, paths: { '.env': 'send' } } as const;
  const chosen = await closureOf(body, secret, { choices });
  assert.deepEqual(pathsOf(chosen), ['.env', 'run.py']);
  const included = await closureOf('def f(): pass\n', secret, { include: ['.env'] });
  for (const { notes } of [named, chosen, included]) {
    assert.deepEqual(
      notes.map(({ message, include }) => [message, include]),
      [['.env looks like a secret and is sent, as it was named by itself.', undefined]],
    );
  }
});

test('files that Git ignores go where the code or an include names them, not with a folder', async () => {
  const folder = await makeProject({
    '.gitignore': '*.bin\n/scratch/\n',
    '.git/info/exclude': 'private.txt\n',
    'run.py': 'def f(): return open("data/named.bin")\n',
    'data/.gitignore': 'local.csv\n!kept.bin\n',
    'data/named.bin': 'x',
    'data/other.bin': 'x',
    'data/kept.bin': 'x',
    'data/local.csv': 'x',
    'data/private.txt': 'x',
    'data/plain.csv': 'x',
    'scratch/a.csv': 'x',
  });
  const paths = async (...include: string[]): Promise<string[]> => {
    const closure = await inspectIn(syntax, folder, 'run.py:f', { include });
    return pathsOf(closure).filter((file) => file !== 'run.py' && file !== 'data/named.bin');
  };
  assert.deepEqual(await paths(), []);
  for (const glob of ['data', 'data/**', 'data/*']) {
    assert.deepEqual(await paths(glob), ['data/.gitignore', 'data/kept.bin', 'data/plain.csv'], glob);
  }
  assert.deepEqual(await paths('data/*.bin'), ['data/kept.bin', 'data/other.bin']);
  assert.deepEqual(await paths('data/local.csv'), ['data/local.csv']);
  assert.deepEqual(await paths('scratch'), ['scratch/a.csv']);
  assert.deepEqual(await paths('**/*.csv'), ['data/local.csv', 'data/plain.csv', 'scratch/a.csv']);
});

test('ignored is what git says is ignored', async () => {
  const folder = await makeProject({
    '.gitignore': [
      '*.log',
      '!keep.log',
      '/top.txt',
      'build/',
      'a/**/z.txt',
      'doc/*.md',
      '!doc/x.md',
      '\\#odd',
      '[ab].c',
    ].join('\n'),
    'sub/.gitignore': 'inner/\n!../top.txt\n*.txt\n!yes.txt\n',
  });
  const files = [
    'x.log',
    'keep.log',
    'sub/keep.log',
    'top.txt',
    'sub/top.txt',
    'sub/yes.txt',
    'build/x',
    'sub/build/y.c',
  ];
  files.push(
    'a/z.txt',
    'a/b/c/z.txt',
    'doc/r.md',
    'doc/x.md',
    'doc/in/r.md',
    '#odd',
    'a.c',
    'c.c',
    'sub/inner/yes.txt',
  );
  for (const file of files) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), '');
  }
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  const kept = git('ls-files', '-o', '--exclude-standard')
    .split('\n')
    .filter((file) => files.includes(file));
  await writeFile(path.join(folder, 'run.py'), 'def f(): pass\n');
  const sent = pathsOf(await inspectIn(syntax, folder, 'run.py:f', { include: ['**'] }));
  assert.deepEqual(sent.filter((file) => files.includes(file)).sort(), kept.sort());
});

test('an absolute path means its file in the workspace; what lies elsewhere is told', async () => {
  const folder = await makeProject({ 'data/x.csv': 'x' });
  const outside = await makeProject({ 'far.csv': 'x' });
  const systemPlace = tmpdir() === '/tmp';
  await writeFile(
    path.join(folder, 'run.py'),
    `def f(): return open(${JSON.stringify(path.join(folder, 'data/x.csv'))}), open(${JSON.stringify(path.join(outside, 'far.csv'))})\n`,
  );
  const closure = await inspectIn(syntax, folder, 'run.py:f');
  assert.deepEqual(pathsOf(closure), ['data/x.csv', 'run.py']);
  assert.equal(closure.notes.filter((note) => note.message.includes('outside')).length, systemPlace ? 0 : 1);
  assert.ok(homedir().length > 0);
});

test('a file too large for memory is hashed where it lies, in turns that can be cancelled, and again when it changes', async () => {
  const folder = await makeProject({ 'run.py': 'def f(): return open("big.bin")\n' });
  const big = path.join(folder, 'big.bin');
  const choices = { statements: {}, paths: { 'big.bin': 'send' } } as const;
  const inspector = new Inspector(await syntax, diskSource);
  const ask = async (signal?: AbortSignal): Promise<unknown> => {
    const entry = { file: path.join(folder, 'run.py'), qualname: 'f', args: '' };
    const closure = await inspector.inspect({ entry, workspace: folder, choices }, signal);
    return closure.files.find((file) => file.path === 'big.bin')?.content;
  };
  for (const letter of ['a', 'b']) {
    const bytes = Buffer.alloc(33 * 1024 * 1024, letter);
    await writeFile(big, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const expected = { absolute: big, size: bytes.length, sha256 };
    assert.deepEqual(await ask(), expected);
    assert.deepEqual(await ask(), expected);
  }
  const controller = new AbortController();
  const asked = ask(controller.signal);
  setImmediate(() => controller.abort());
  await assert.rejects(asked, { code: 'cancelled' });
});

test('a folder that did not change is not walked again, one that did is', async () => {
  const folder = await makeProject({
    'run.py': 'import os\ndef f(): return os.listdir("data")\n',
    'data/a/x.csv': '',
    'data/b/y.csv': '',
  });
  let walked = 0;
  // A clock far ahead: what is listed counts as settled.
  const disk = new CachedFolders(() => Date.now() + 3_600_000);
  const folders: FolderReader = {
    list: (one) => disk.list(one),
    about: (one) => disk.about(one),
    identity: (one) => {
      if (one.startsWith(path.join(folder, 'data'))) walked += 1;
      return disk.identity(one);
    },
  };
  const inspector = new Inspector(await syntax, diskSource, folders);
  const ask = async (): Promise<string[]> => {
    walked = 0;
    const entry = { file: path.join(folder, 'run.py'), qualname: 'f', args: '' };
    return pathsOf(await inspector.inspect({ entry, workspace: folder }));
  };
  assert.deepEqual(await ask(), ['data/a/x.csv', 'data/b/y.csv', 'run.py']);
  assert.equal(walked, 3);
  assert.deepEqual(await ask(), ['data/a/x.csv', 'data/b/y.csv', 'run.py']);
  assert.equal(walked, 0);
  await writeFile(path.join(folder, 'data/b/z.csv'), '');
  assert.deepEqual(await ask(), ['data/a/x.csv', 'data/b/y.csv', 'data/b/z.csv', 'run.py']);
  assert.equal(walked, 3);
});
