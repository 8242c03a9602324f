import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Closure } from '../../src/inspect/closure';
import { inspectIn, loadSyntax, makeProject, pathsOf } from './project';

const syntax = loadSyntax();

/** The files beside `run.py` that it brings. */
async function brought(
  source: string,
  files: Readonly<Record<string, string>>,
  args = '',
): Promise<{ paths: string[]; closure: Closure }> {
  const folder = await makeProject({
    '.git/HEAD': '',
    'run.py': source.includes('def f(') ? source : `${source}\ndef f(*a): pass\n`,
    ...files,
  });
  const closure = await inspectIn(syntax, folder, 'run.py:f', { args });
  return { paths: pathsOf(closure).filter((path) => path !== 'run.py'), closure };
}

const plugins = {
  'plugins/__init__.py': '',
  'plugins/a_backend.py': 'import extra\n',
  'plugins/b_backend/__init__.py': '',
  'plugins/other.py': '',
  'extra.py': '',
};

test('a name of which the code has only a part brings every module that it can mean, and is told', async () => {
  const some = ['extra.py', 'plugins/__init__.py', 'plugins/a_backend.py', 'plugins/b_backend/__init__.py'];
  const all = [...some, 'plugins/other.py'];
  for (const [call, expected] of [
    ['import_module(f"plugins.{name}")', all],
    ['import_module(f"plugins.{name}_backend")', some],
    ['import_module("plugins." + name)', all],
    ['import_module("plugins.%s_backend" % name)', some],
    ['import_module("plugins.{}".format(name))', all],
    ['import_module(".".join(["plugins", name]))', all],
    ['import_module("." + name, package="plugins")', all],
    ['__import__("plugins." + name)', all],
  ] as const) {
    const load = `from importlib import import_module\nname = input()\nm = ${call}\n`;
    const { paths, closure } = await brought('import load', { ...plugins, 'load.py': load });
    assert.deepEqual(paths, [...expected, 'load.py'].sort(), call);
    assert.ok(
      closure.notes.some(({ kind, at }) => kind === 'import' && at.line === 3),
      call,
    );
  }
});

test('names that stand in variables, attributes and loops are followed', async () => {
  for (const source of [
    'BASE = "plugins"\nm = import_module(f"{BASE}.other")',
    'for name in ("other",):\n    import_module("plugins." + name)',
    'class C:\n    def g(self):\n        self.name = "plugins.other"\n    def h(self):\n        return import_module(self.name)\nc = C().h()',
  ]) {
    const load = `from importlib import import_module\n${source}\n`;
    const { paths, closure } = await brought('import load', { ...plugins, 'load.py': load });
    assert.deepEqual(paths, ['load.py', 'plugins/__init__.py', 'plugins/other.py'], source);
    assert.deepEqual(closure.notes, [], source);
  }
});

test('a name that is handed on as an argument is followed by its beginning', async () => {
  const load =
    'from importlib import import_module\nclass Kind:\n    def __init__(self, module_name):\n' +
    '        self.module_name = module_name\n    def get(self):\n        return import_module(self.module_name)\n' +
    'def define(name, module=None):\n    module = "plugins." + name\n    return Kind(module_name=module)\n';
  const { paths } = await brought('import load', { ...plugins, 'load.py': load });
  assert.ok(paths.includes('plugins/other.py') && paths.includes('plugins/a_backend.py'));
});

test('relative names given to import_module mean the package of their file', async () => {
  for (const call of [
    'import_module(".near", __name__)',
    'import_module(".near", package=__package__)',
    'import_module(__name__ + ".near")',
    'import_module(f"{__name__}.near")',
    'import_module("%s.near" % __name__)',
    'import_module("." + "near", "pkg")',
  ]) {
    const { paths } = await brought('import pkg', {
      'pkg/__init__.py': `from importlib import import_module\nm = ${call}\n`,
      'pkg/near.py': '',
      'pkg/far.py': '',
    });
    assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/near.py'], call);
  }
});

test('a name that is only known when it runs is told, with what to include', async () => {
  const { closure } = await brought('import tool.load', {
    'tool/load.py': 'import importlib\ndef get(name):\n    return importlib.import_module(name)\n',
  });
  assert.deepEqual(closure.notes, [
    {
      kind: 'import',
      at: { file: 'tool/load.py', line: 3 },
      message: 'Which module is imported here is only known when it runs.',
      include: 'tool/**/*.py',
    },
  ]);
});

test('texts that are the dotted names of modules count where a name is only known when it runs', async () => {
  const files = {
    'pkg/__init__.py': '',
    'pkg/load.py': 'from pkg._table import KINDS\ndef get(name):\n    return __import__(KINDS[name][0])\n',
    'pkg/_table.py': 'KINDS = {"a": ("pkg.kinds.a", "A"), "b": ("other.b", "data.csv")}\n',
    'pkg/kinds/__init__.py': '',
    'pkg/kinds/a.py': '',
    'pkg/kinds/b.py': '',
  };
  const { paths, closure } = await brought('import pkg.load', files);
  const some = ['pkg/__init__.py', 'pkg/_table.py', 'pkg/kinds/__init__.py', 'pkg/kinds/a.py', 'pkg/load.py'];
  assert.deepEqual(paths, some);
  assert.deepEqual([closure.thirdParty, closure.unresolved], [[], []]);
});

test('texts that name what modules define count as well, and those that a file hands to a function that imports them', async () => {
  const files = {
    'pkg/__init__.py': '',
    'pkg/importing.py':
      'import importlib, os\ndef close(): os.listdir("/proc")\ndef import_string(path):\n    module, name = path.rsplit(".", 1)\n    return getattr(importlib.import_module(module), name)\n',
    'pkg/settings.py':
      'from pkg.importing import import_string\nBACKENDS = {"a": "pkg.backends.a.Backend", "b": "pkg.backends.b:Other.made", "c": "pkg.backends.c.Absent"}\n',
    'pkg/symbols.py':
      'import importlib\ndef symbol_by_name(name, imp=None):\n    imp = imp or importlib.import_module\n    return imp(name)\n',
    'pkg/table.py': 'from pkg.symbols import symbol_by_name\nX = {"d": "pkg.backends.d:Transport"}\n',
    'pkg/backends/d.py': 'class Transport: pass\n',
    'pkg/idle.py': 'import pkg\nX = "pkg.backends.idle.Backend"\n',
    'pkg/backends/__init__.py': '',
    'pkg/backends/a.py': 'class Backend: pass\n',
    'pkg/backends/b.py': 'class Other: pass\n',
    'pkg/backends/c.py': 'class Backend: pass\n',
    'pkg/backends/idle.py': 'class Backend: pass\n',
  };
  const { paths, closure } = await brought('import pkg.settings, pkg.table, pkg.idle', files);
  assert.deepEqual(
    paths.filter((one) => one.startsWith('pkg/backends/')),
    ['pkg/backends/__init__.py', 'pkg/backends/a.py', 'pkg/backends/b.py', 'pkg/backends/d.py'],
  );
  assert.deepEqual([closure.thirdParty, closure.unresolved], [[], []]);
});

test('a text in the arguments that is the dotted name of a module of the project brings it', async () => {
  const { paths, closure } = await brought(
    'import os',
    { 'pkg/__init__.py': '', 'pkg/toc.py': '', 'pkg/more.py': '', 'pkg/kinds.py': 'class Kind: pass\n' },
    '["pkg.toc", "pkg.gone", "other.name"], "pkg.kinds.Kind"',
  );
  assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/kinds.py', 'pkg/toc.py']);
  assert.deepEqual([closure.thirdParty, closure.unresolved], [[], []]);
});

test('a package that lists its own modules in order to import them brings them', async () => {
  for (const source of [
    'for _, name, _ in pkgutil.iter_modules(__path__):\n    importlib.import_module(f"{__name__}.{name}")',
    'for m in pkgutil.walk_packages(__path__, __name__ + "."):\n    importlib.import_module(m.name)',
    'for m in pkgutil.iter_modules([os.path.dirname(__file__)]):\n    importlib.import_module("." + m.name, __name__)',
    'for p in Path(__file__).parent.glob("*.py"):\n    importlib.import_module(load(p))',
    'for p in glob.glob(os.path.join(os.path.dirname(__file__), "*.py")):\n    importlib.import_module(load(p))',
    'here = os.path.dirname(os.path.abspath(__file__))\nfor p in os.listdir(here):\n    importlib.import_module(load(p))',
    'for p in Path(__file__).resolve().parent.iterdir():\n    importlib.import_module(load(p))',
  ]) {
    const { paths } = await brought('import pkg', {
      'pkg/__init__.py': `import glob, importlib, os, pkgutil\nfrom pathlib import Path\n${source}\n`,
      'pkg/a.py': '',
      'pkg/b/__init__.py': '',
    });
    assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/a.py', 'pkg/b/__init__.py'], source);
  }
  const { paths } = await brought(
    'import pkg.sub\nimport importlib, pkgutil\ndef f():\n    for m in pkgutil.iter_modules(pkg.sub.__path__):\n        importlib.import_module("pkg.sub." + m.name)',
    { 'pkg/__init__.py': '', 'pkg/sub/__init__.py': '', 'pkg/sub/a.py': '', 'pkg/b.py': '' },
  );
  assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/sub/__init__.py', 'pkg/sub/a.py']);
});

test('a star import brings the modules of __all__, however it is built', async () => {
  for (const all of [
    '__all__ = ["a"]\n__all__ += ["b"]\n',
    '__all__ = []\n__all__.extend(("a", "b"))\n',
    'import glob, os\n__all__ = [os.path.basename(p)[:-3] for p in glob.glob(os.path.dirname(__file__) + "/*.py")]\n',
  ]) {
    const { paths } = await brought('from pkg import *', { 'pkg/__init__.py': all, 'pkg/a.py': '', 'pkg/b.py': '' });
    assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/a.py', 'pkg/b.py'], all);
  }
});

test('a lazy package brings what is asked of it, by import or by attribute, and no more', async () => {
  const files = {
    'pkg/a.py': 'A = 1\n',
    'pkg/b/__init__.py': '',
    'pkg/b/deep.py': 'B = 1\n',
    'pkg/c.py': 'C = 1\n',
  };
  const lazy = {
    'a dictionary of names': `import importlib
_names = {"A": ".a", "B": ".b.deep", "C": ".c"}
def __getattr__(name):
    return getattr(importlib.import_module(_names[name], __name__), name)
`,
    'a dictionary of pairs': `import importlib
_names = {"A": ("pkg.a", "A"), "B": ("pkg.b.deep", "B"), "C": ("pkg.c", "C")}
def __getattr__(name):
    module, attribute = _names[name]
    return getattr(importlib.import_module(module), attribute)
`,
    'a dictionary of modules': `import sys
from transformers.utils import _LazyModule
_import_structure = {"a": ["A"], "b": ["deep"], "b.deep": ["B"]}
_import_structure["c"] = ["C"]
sys.modules[__name__] = _LazyModule(__name__, __file__, _import_structure)
`,
    lazy_loader: `import lazy_loader as lazy
__getattr__, __dir__, __all__ = lazy.attach(
    __name__, submodules={"a"}, submod_attrs={"a": ["A"], "b.deep": ["B"], "c": ["C"]})
`,
    'imports for type checkers': `from typing import TYPE_CHECKING
from transformers.utils import _LazyModule
if TYPE_CHECKING:
    from .a import *
    from .b.deep import B
    from .c import C
else:
    import sys
    sys.modules[__name__] = _LazyModule(__name__, globals()["__file__"], found())
`,
  };
  for (const [about, init] of Object.entries(lazy)) {
    for (const [source, expected] of [
      ['from pkg import A', ['pkg/__init__.py', 'pkg/a.py']],
      ['from pkg import B', ['pkg/__init__.py', 'pkg/b/__init__.py', 'pkg/b/deep.py']],
      ['import pkg\ndef f(): return pkg.C', ['pkg/__init__.py', 'pkg/c.py']],
      ['import pkg as p\ndef f(): return p.C', ['pkg/__init__.py', 'pkg/c.py']],
      ['import pkg', ['pkg/__init__.py']],
    ] as const) {
      const { paths } = await brought(source, { ...files, 'pkg/__init__.py': init });
      assert.deepEqual(paths, expected, `${about}: ${source}`);
    }
  }
});

test('a lazy package of submodules brings the one that is used, and those below it that are lazy too', async () => {
  const init = `import importlib
submodules = ["linear", "signal"]
def __getattr__(name):
    if name in submodules:
        return importlib.import_module(f"pkg.{name}")
    raise AttributeError(name)
`;
  const { paths, closure } = await brought('import pkg\ndef f(): return pkg.linear.solve.best()', {
    'pkg/__init__.py': init,
    'pkg/linear/__init__.py': init.replaceAll('pkg', 'pkg.linear').replace('"linear"', '"solve"'),
    'pkg/linear/solve.py': '',
    'pkg/linear/other.py': '',
    'pkg/signal.py': '',
  });
  assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/linear/__init__.py', 'pkg/linear/solve.py']);
  assert.deepEqual(closure.notes, []);
});

test('a stub that a lazy package reads travels with it and says where names come from', async () => {
  const { paths } = await brought('from pkg import A', {
    'pkg/__init__.py':
      'import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)\n',
    'pkg/__init__.pyi': 'from .a import A as A\nfrom .b import B\n',
    'pkg/a.py': '',
    'pkg/b.py': '',
  });
  assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/__init__.pyi', 'pkg/a.py']);
});

test('a stub that leads back to its own package is followed once', async () => {
  const { paths } = await brought('from pkg import a, made', {
    'pkg/__init__.py':
      'import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)\n',
    'pkg/__init__.pyi': 'from . import a\nfrom pkg import made\n',
    'pkg/a.py': '',
  });
  assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/__init__.pyi', 'pkg/a.py']);
});

test('folders that a package adds to its own path hold submodules', async () => {
  for (const init of [
    'import os\n__path__.append(os.path.join(os.path.dirname(__file__), "inner"))\n',
    'from pathlib import Path\n__path__.insert(0, str(Path(__file__).parent / "inner"))\n',
    'import os\n__path__ += [os.path.dirname(__file__) + "/inner"]\n',
  ]) {
    const { paths } = await brought('from pkg import sub\nimport pkg.sub', {
      'pkg/__init__.py': init,
      'pkg/inner/sub.py': '',
    });
    assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/inner/sub.py'], init);
  }
});

test('a package that extends itself over the roots has its modules under all of them', async () => {
  for (const init of [
    '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n',
    'from pkgutil import extend_path\n__path__ = extend_path(__path__, __name__)\n',
    'import pkg_resources\npkg_resources.declare_namespace(__name__)\n',
  ]) {
    const { paths } = await brought('import pkg.one, pkg.two', {
      'pkg/__init__.py': init,
      'pkg/one.py': '',
      'src/pkg/__init__.py': init,
      'src/pkg/two.py': '',
    });
    assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/one.py', 'src/pkg/two.py'], init);
  }
});

test('modules that are run in a process of their own travel, with what they import', async () => {
  for (const source of [
    'import subprocess, sys\ndef g(): subprocess.run([sys.executable, "-m", "pkg", "x"])',
    'import os\ndef g(): os.system("python3 -m pkg --fast")',
    'import subprocess, sys\ndef g(): subprocess.run(f"{sys.executable} -m pkg", shell=True)',
    'import runpy\ndef g(): runpy.run_module("pkg")',
  ]) {
    const { paths } = await brought(source, { 'pkg/__init__.py': '', 'pkg/__main__.py': 'import one\n', 'one.py': '' });
    assert.deepEqual(paths, ['one.py', 'pkg/__init__.py', 'pkg/__main__.py'], source);
  }
});

test('scripts that are run by their path travel, with what lies beside them', async () => {
  for (const source of [
    'import subprocess, sys\ndef g(): subprocess.run([sys.executable, "tools/go.py", "x"])',
    'import os\ndef g(): os.system("python tools/go.py x")',
    'import runpy\ndef g(): runpy.run_path("tools/go.py")',
    'import os, subprocess, sys\nhere = os.path.dirname(__file__)\ndef g(): subprocess.run([sys.executable, os.path.join(here, "tools", "go.py")])',
    'import importlib.util\ndef g(): importlib.util.spec_from_file_location("go", "tools/go.py")',
  ]) {
    const { paths, closure } = await brought(source, { 'tools/go.py': 'import near\n', 'tools/near.py': '' });
    assert.deepEqual(paths, ['tools/go.py', 'tools/near.py'], source);
    assert.equal(closure.entry.module, 'run');
  }
});

test('a module that is named in the arguments travels', async () => {
  const { paths } = await brought('', { 'pkg/__init__.py': '', 'pkg/a.py': '' }, '__import__("pkg.a").a');
  assert.deepEqual(paths, ['pkg/__init__.py', 'pkg/a.py']);
});

test('imports under conditions, in try and in functions, and circles, bring both sides', async () => {
  const { paths } = await brought('try:\n    import fast as x\nexcept ImportError:\n    import slow as x', {
    'fast.py': 'import sys\nif sys.version_info > (3, 9):\n    import new\nelse:\n    import old\nimport slow\n',
    'slow.py': 'import fast\n',
    'new.py': 'def g():\n    from late import x\n',
    'old.py': '',
    'late.py': '',
  });
  assert.deepEqual(paths, ['fast.py', 'late.py', 'new.py', 'old.py', 'slow.py']);
});

test('a compiled module says what it was built for', async () => {
  for (const [file, built] of [
    ['fast.cpython-311-x86_64-linux-gnu.so', ' for Python 3.11 on Linux (x86_64)'],
    ['fast.cpython-312-darwin.so', ' for Python 3.12 on macOS'],
    ['fast.cp310-win_amd64.pyd', ' for Python 3.10 on Windows (amd64)'],
    ['fast.abi3.so', ' for Python 3'],
    ['fast.so', ''],
  ] as const) {
    const { paths, closure } = await brought('import fast', { [file]: '' });
    assert.deepEqual(paths, [file]);
    assert.deepEqual(closure.notes, [
      {
        kind: 'platform',
        at: { file: 'run.py', line: 1 },
        message: `\`fast\` is compiled${built}: elsewhere it does not load.`,
      },
    ]);
  }
});

test('a package that hands modules to the importer may have any', async () => {
  const { closure } = await brought('import pkg.made', {
    'pkg/__init__.py': 'from . import hook\n',
    'pkg/hook.py': 'import sys\nsys.meta_path.append(object())\n',
  });
  assert.deepEqual(
    closure.unresolved.map(({ name, optional }) => [name, optional]),
    [['pkg.made', true]],
  );
});

test('the packages that code hands to a function that lists their modules bring all of these', async () => {
  const lister =
    'import pkgutil\nfrom importlib import import_module\n' +
    'def load_all(package):\n    for _, name, _ in pkgutil.iter_modules(package.__path__):\n        import_module(f"{package.__name__}.{name}")\n';
  const all = ['extra.py', 'plugins/__init__.py', 'plugins/a_backend.py', 'plugins/b_backend/__init__.py'];
  const expected = [...all, 'plugins/other.py', 'plugins/sub/__init__.py', 'plugins/sub/deep.py'];
  const files = { ...plugins, 'plugins/sub/__init__.py': '', 'plugins/sub/deep.py': '' };
  const nested = Object.fromEntries(Object.entries(files).map(([name, text]) => [`top/${name}`, text]));
  const { paths } = await brought('import user', {
    ...nested,
    'top/__init__.py': '',
    'lister.py': lister,
    'user.py': 'from lister import load_all\nNAMES = ["top.plugins"]\nload_all([__import__(n) for n in NAMES][0])\n',
    'extra.py': '',
  });
  assert.deepEqual(
    paths,
    ['extra.py', 'lister.py', 'top/__init__.py', 'user.py']
      .concat(expected.filter((one) => one !== 'extra.py').map((one) => `top/${one}`))
      .sort(),
  );
  const called = await brought('import user', {
    ...nested,
    'top/__init__.py': '',
    'lister.py': lister,
    'user.py': 'from lister import load_all as go\ngo("top.plugins", deep=True)\n',
    'top/other/__init__.py': '',
  });
  assert.deepEqual(
    called.paths,
    paths.filter((one) => one !== 'extra.py'),
  );
  // Who hands nothing on brings nothing.
  const without = await brought('import user', {
    ...nested,
    'top/__init__.py': '',
    'lister.py': lister,
    'user.py': 'import lister\nNAMES = ["top.plugins"]\n',
  });
  assert.deepEqual(without.paths, ['lister.py', 'user.py']);
});

test('a level given to __import__ makes the name relative', async () => {
  const { paths } = await brought('import plugins', {
    ...plugins,
    'plugins/__init__.py':
      'def load(code):\n    __import__("%s_backend" % code, globals(), locals(), fromlist=["X"], level=1)\n',
    'wrong_backend.py': '',
  });
  assert.deepEqual(paths, ['extra.py', 'plugins/__init__.py', 'plugins/a_backend.py', 'plugins/b_backend/__init__.py']);
});

test('a package that a finder of the project’s own imports travels whole, since it may give its modules other names', async () => {
  const { paths } = await brought('import hack\nimport distutils.core', {
    'hack.py':
      'import importlib, sys\nclass Finder:\n    def find_spec(self, *a):\n        return importlib.import_module("lib._distutils")\nsys.meta_path.insert(0, Finder())\n',
    'lib/__init__.py': '',
    'lib/_distutils/__init__.py': '',
    'lib/_distutils/core.py': '',
    'lib/_distutils/sub/__init__.py': '',
    'lib/other.py': '',
  });
  assert.deepEqual(paths, [
    'hack.py',
    'lib/__init__.py',
    'lib/_distutils/__init__.py',
    'lib/_distutils/core.py',
    'lib/_distutils/sub/__init__.py',
  ]);
});

test('a folder that is put on the path by a product or under a name in passing is found', async () => {
  const { paths } = await brought('import lib', {
    'lib/__init__.py':
      'import os, sys\nsys.path.extend(((vendored := os.path.join(os.path.dirname(__file__), "_vendor")) not in sys.path) * [vendored])\nimport brought\n',
    'lib/_vendor/brought.py': '',
    'lib/_vendor/other.py': '',
  });
  assert.deepEqual(paths, ['lib/__init__.py', 'lib/_vendor/brought.py']);
});

test('names that code asks of lazy packages by their text bring what these import for them', async () => {
  const lazy = (name: string): string =>
    `import sys\nfrom typing import TYPE_CHECKING\nfrom lazy import LazyModule\n_structure = {"config": ["${name}"], "model": ["Other"]}\nif TYPE_CHECKING:\n    from .config import ${name}\n    from .model import Other\nelse:\n    sys.modules[__name__] = LazyModule(__name__, _structure)\n`;
  const { paths } = await brought('import auto', {
    'auto.py':
      'from importlib import import_module\nTABLE = {"a": "AConfig", "b": "BConfig"}\ndef get(key): return getattr(import_module(f".{key}", "kinds"), TABLE[key])\n',
    'lazy.py': 'class LazyModule:\n    def __getattr__(self, name): ...\n',
    'kinds/__init__.py': '',
    ...Object.fromEntries(
      ['a', 'b'].flatMap((one) => [
        [`kinds/${one}/__init__.py`, lazy(`${one.toUpperCase()}Config`)],
        [`kinds/${one}/config.py`, ''],
        [`kinds/${one}/model.py`, ''],
      ]),
    ),
  });
  assert.deepEqual(paths, [
    'auto.py',
    'kinds/__init__.py',
    'kinds/a/__init__.py',
    'kinds/a/config.py',
    'kinds/b/__init__.py',
    'kinds/b/config.py',
    'lazy.py',
  ]);
});

test('a module beside the entry is meant by the bare imports of its neighbours only', async () => {
  const files = {
    '.git/HEAD': '',
    'pkg/__init__.py': '',
    'pkg/core.py': 'def g():\n    import store\n',
    'pkg/backends/__init__.py': '',
    'pkg/backends/run.py': 'import pkg.core\nimport near\ndef f(): pass\n',
    'pkg/backends/store.py': 'def g():\n    import store\n',
    'pkg/backends/near.py': 'import far\n',
    'pkg/backends/far.py': '',
  };
  const closure = await inspectIn(syntax, await makeProject(files), 'pkg/backends/run.py:f');
  assert.deepEqual(
    pathsOf(closure).filter((one) => /(?:store|near|far)\.py$/.test(one)),
    ['pkg/backends/far.py', 'pkg/backends/near.py'],
  );
  assert.deepEqual(
    closure.thirdParty.map(({ name }) => name),
    ['store'],
  );
});
