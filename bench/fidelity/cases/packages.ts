import { casesOf, type Case } from './case';
import { projects } from './projects';

/** Calls of functions, methods and classes of packages, with what their documentation and tests call them with. */
export const packageCases: readonly Case[] = [
  ...casesOf(projects.networkx, 'package', [
    {
      id: 'networkx.pagerank',
      file: 'networkx/algorithms/link_analysis/pagerank_alg.py',
      qualname: 'pagerank',
      args: 'nx.karate_club_graph(), alpha=0.9',
    },
    {
      id: 'networkx.louvain',
      file: 'networkx/algorithms/community/louvain.py',
      qualname: 'louvain_communities',
      args: 'nx.karate_club_graph(), seed=3',
    },
    // Reads a compressed table that the package has beside its modules.
    {
      id: 'networkx.graph_atlas',
      file: 'networkx/generators/atlas.py',
      qualname: 'graph_atlas',
      args: '300',
      view: 'sorted(value.edges)',
    },
  ]),
  ...casesOf(projects.sympy, 'package', [
    { id: 'sympy.factorint', file: 'sympy/ntheory/factor_.py', qualname: 'factorint', args: '2**64 + 13 * 3**7' },
    // Imports all of sympy through a string that it executes.
    {
      id: 'sympy.parse_expr',
      file: 'sympy/parsing/sympy_parser.py',
      qualname: 'parse_expr',
      args: '"sin(x)**2 + integrate(y*exp(y), y)"',
    },
  ]),
  ...casesOf(projects.mpmath, 'package', [
    { id: 'mpmath.zeta', file: 'mpmath/libmp/gammazeta.py', qualname: 'mpf_zeta', args: 'from_int(3), 200' },
  ]),
  ...casesOf(projects.lmfit, 'package', [
    {
      id: 'lmfit.minimize',
      file: 'lmfit/minimizer.py',
      qualname: 'minimize',
      args: 'lambda p: np.array([p["a"].value - 3, 2 * p["a"].value - 5]), (p := Parameters(), p.add("a", 1.0))[0]',
      view: 'value.params["a"].value',
      within: 1e-12,
    },
    {
      id: 'lmfit.voigt',
      file: 'lmfit/lineshapes.py',
      qualname: 'voigt',
      args: 'np.linspace(-3, 3, 7), sigma=0.5, gamma=0.2',
    },
  ]),
  ...casesOf(projects.control, 'package', [
    {
      id: 'control.lqr',
      file: 'control/statefbk.py',
      qualname: 'lqr',
      args: 'np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0], [1.0]]), np.eye(2), np.eye(1)',
      within: 1e-9,
    },
  ]),
  ...casesOf(projects.tensorly, 'package', [
    // Chooses the module of its backend at run time.
    {
      id: 'tensorly.parafac',
      file: 'tensorly/decomposition/_cp.py',
      qualname: 'parafac',
      args: 'np.arange(24.0).reshape(2, 3, 4), rank=2, init="random", random_state=0, n_iter_max=20',
      view: '[value.weights, *value.factors]',
      within: 1e-9,
    },
  ]),
  ...casesOf(projects.pymoo, 'package', [
    {
      id: 'pymoo.reference_directions',
      file: 'pymoo/util/ref_dirs/__init__.py',
      qualname: 'get_reference_directions',
      args: '"das-dennis", 3, n_partitions=6',
    },
  ]),
  ...casesOf(projects.mne, 'package', [
    // Its packages load their modules lazily, as their stub files say.
    {
      id: 'mne.create_filter',
      file: 'mne/filter.py',
      qualname: 'create_filter',
      args: 'None, 1000.0, 1.0, 40.0, verbose=False',
    },
  ]),
  ...casesOf(projects.librosa, 'package', [
    { id: 'librosa.note_to_hz', file: 'librosa/core/convert.py', qualname: 'note_to_hz', args: '["A4", "C#3"]' },
  ]),
  ...casesOf(projects.geomstats, 'package', [
    // A module that an import hook makes up, of a backend named by the environment; and data of the package.
    { id: 'geomstats.load_cities', file: 'geomstats/datasets/utils.py', qualname: 'load_cities', args: '' },
  ]),
  ...casesOf(projects.trimesh, 'package', [
    {
      id: 'trimesh.icosphere',
      file: 'trimesh/creation.py',
      qualname: 'icosphere',
      args: 'subdivisions=2',
      view: '(value.vertices.tolist(), value.faces.tolist())',
    },
  ]),
  ...casesOf(projects.ase, 'package', [
    // The reader of a format is a module whose name is put together at run time.
    {
      id: 'ase.read',
      file: 'ase/io/formats.py',
      qualname: 'read',
      args: '__import__("io").StringIO("2\\n\\nH 0 0 0\\nO 0 0 1.5\\n"), format="xyz"',
      view: '(value.get_chemical_symbols(), value.positions)',
    },
  ]),
  ...casesOf(projects.filterpy, 'package', [
    {
      id: 'filterpy.Q_discrete_white_noise',
      file: 'filterpy/common/discretization.py',
      qualname: 'Q_discrete_white_noise',
      args: 'dim=3, dt=0.1, var=2.0, block_size=2',
    },
  ]),
  ...casesOf(projects.seaborn, 'package', [
    {
      id: 'seaborn.bootstrap',
      file: 'seaborn/algorithms.py',
      qualname: 'bootstrap',
      args: 'np.arange(20.0), n_boot=50, seed=4',
    },
  ]),
  ...casesOf(projects.salib, 'package', [
    {
      id: 'salib.sobol',
      file: 'src/SALib/sample/sobol.py',
      qualname: 'sample',
      args: '{"num_vars": 2, "names": ["a", "b"], "bounds": [[0, 1], [-1, 1]]}, 8, seed=1',
    },
  ]),
  ...casesOf(projects.emcee, 'package', [
    {
      id: 'emcee.integrated_time',
      file: 'src/emcee/autocorr.py',
      qualname: 'integrated_time',
      args: 'np.sin(np.arange(4000.0) / 3), quiet=True',
      within: 1e-9,
    },
  ]),
  ...casesOf(projects.quantecon, 'package', [
    {
      id: 'quantecon.tauchen',
      file: 'quantecon/markov/approximation.py',
      qualname: 'tauchen',
      args: '5, 0.9, 0.1',
      view: 'value.P',
    },
  ]),
  ...casesOf(projects.nltk, 'package', [
    { id: 'nltk.edit_distance', file: 'nltk/metrics/distance.py', qualname: 'edit_distance', args: '"rain", "shine"' },
    { id: 'nltk.stem', file: 'nltk/stem/porter.py', qualname: 'PorterStemmer.stem', args: '"conditionally"' },
  ]),
  ...casesOf(projects.django, 'package', [
    {
      id: 'django.urlize',
      file: 'django/utils/html.py',
      qualname: 'urlize',
      args: '"see www.example.org or a@b.example", nofollow=True',
      view: 'str(value)',
    },
    {
      id: 'django.parse_duration',
      file: 'django/utils/dateparse.py',
      qualname: 'parse_duration',
      args: '"3 days, 04:05:06.789"',
    },
  ]),
  ...casesOf(projects.flask, 'package', [
    {
      id: 'flask.TaggedJSONSerializer',
      file: 'src/flask/json/tag.py',
      qualname: 'TaggedJSONSerializer.dumps',
      args: '{"pair": (1, 2), "bytes": b"x"}',
    },
  ]),
  ...casesOf(projects.sphinx, 'package', [
    {
      id: 'sphinx.ModuleAnalyzer',
      file: 'sphinx/pycode/__init__.py',
      qualname: 'ModuleAnalyzer.for_string',
      args: '"class A:\\n    def f(self): pass\\n", "m"',
      view: 'value.find_tags()',
    },
  ]),
  ...casesOf(projects.scrapy, 'package', [
    {
      id: 'scrapy.fingerprint',
      file: 'scrapy/utils/request.py',
      qualname: 'fingerprint',
      args: 'Request("http://example.org/?b=1&a=2")',
    },
  ]),
  ...casesOf(projects.sqlglot, 'package', [
    {
      id: 'sqlglot.transpile',
      file: 'sqlglot/__init__.py',
      qualname: 'transpile',
      args: '"SELECT EPOCH_MS(1618088028295) FROM t", read="duckdb", write="hive"',
    },
  ]),
  ...casesOf(projects.pint, 'package', [
    // Its units are a text file of the package.
    {
      id: 'pint.units',
      file: 'pint/registry_helpers.py',
      qualname: '_to_units_container',
      args: '"kilometer / hour", __import__("pint").application_registry',
      view: 'str(value)',
    },
  ]),
  ...casesOf(projects.attrs, 'package', [
    {
      id: 'attrs.asdict',
      file: 'src/attr/_funcs.py',
      qualname: 'asdict',
      args: '__import__("attrs").make_class("C", ["x", "y"])(1, [2])',
    },
  ]),
  ...casesOf(projects.markdownIt, 'package', [
    {
      id: 'markdown-it.render',
      file: 'markdown_it/main.py',
      qualname: 'MarkdownIt.render',
      args: '"# Title\\n\\n*a* `b` <http://c.example>"',
    },
  ]),
  ...casesOf(projects.jaracoText, 'package', [
    // A namespace that the project shares with what it needs, and data of the package.
    { id: 'jaraco.wrap', file: 'jaraco/text/__init__.py', qualname: 'wrap', args: 'lorem_ipsum' },
  ]),
  ...casesOf(projects.zopeInterface, 'package', [
    {
      id: 'zope.asStructuredText',
      file: 'src/zope/interface/document.py',
      qualname: 'asStructuredText',
      args: 'zope.interface.Interface',
    },
  ]),
  ...casesOf(projects.googleApiCore, 'package', [
    {
      id: 'google.from_http_status',
      file: 'google/api_core/exceptions.py',
      qualname: 'from_http_status',
      args: '404, "not there"',
      view: '(type(value).__name__, str(value))',
    },
  ]),
  ...casesOf(projects.azureCore, 'package', [
    {
      id: 'azure.parse_connection_string',
      file: 'azure/core/utils/_connection_string_parser.py',
      qualname: 'parse_connection_string',
      args: '"Endpoint=sb://x;Key=abc="',
    },
  ]),
  ...casesOf(projects.poetryCore, 'package', [
    // Puts a folder of other people's packages on the path, and reads a grammar.
    {
      id: 'poetry.parse_marker',
      file: 'src/poetry/core/version/markers.py',
      qualname: 'parse_marker',
      args: '\'python_version >= "3.8" and sys_platform == "linux"\'',
      view: 'str(value)',
    },
  ]),
  ...casesOf(projects.hatchling, 'package', [
    {
      id: 'hatchling.normalize_license',
      file: 'src/hatchling/licenses/parse.py',
      qualname: 'normalize_license_expression',
      args: '"mit OR apache-2.0"',
    },
  ]),
  ...casesOf(projects.hypothesis, 'package', [
    {
      id: 'hypothesis.find',
      file: 'src/hypothesis/core.py',
      qualname: 'find',
      args: 'st.lists(st.integers()), lambda x: sum(x) >= 10',
    },
  ]),
  ...casesOf(projects.beartype, 'package', [
    {
      id: 'beartype.is_bearable',
      file: 'beartype/door/_func/doorcheck.py',
      qualname: 'is_bearable',
      args: '["a"], list[int]',
    },
  ]),
  ...casesOf(projects.nbformat, 'package', [
    // Asks for the version of its own distribution; reads schemas of the package.
    {
      id: 'nbformat.reads',
      file: 'nbformat/__init__.py',
      qualname: 'reads',
      args: '\'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\', as_version=4',
    },
  ]),
  ...casesOf(projects.rich, 'package', [
    { id: 'rich.pretty_repr', file: 'rich/pretty.py', qualname: 'pretty_repr', args: '{"a": list(range(60))}' },
  ]),
  ...casesOf(projects.textual, 'package', [
    {
      id: 'textual.parse_selectors',
      file: 'src/textual/css/parse.py',
      qualname: 'parse_selectors',
      args: '"Screen > .a #b"',
      view: 'repr(value)',
    },
  ]),
  ...casesOf(projects.pygments, 'package', [
    // A table names the module of each language. A lexer that was unpickled is complete only once its class was called.
    {
      id: 'pygments.get_lexer_by_name',
      file: 'pygments/lexers/__init__.py',
      qualname: 'get_lexer_by_name',
      args: '"python"',
      view: '(vars(value), list(type(value)(**value.options).get_tokens("x = [1, 2]  # three")))',
    },
  ]),
  ...casesOf(projects.babel, 'package', [
    // Each locale is a data file.
    {
      id: 'babel.format_date',
      file: 'babel/dates.py',
      qualname: 'format_date',
      args: 'datetime.date(2024, 3, 1), format="full", locale="de"',
    },
  ]),
  ...casesOf(projects.docutils, 'package', [
    // The writer is a module by the name in the argument.
    {
      id: 'docutils.publish_string',
      file: 'docutils/core.py',
      qualname: 'publish_string',
      args: '"*a* ``b``", writer_name="pseudoxml"',
    },
  ]),
  ...casesOf(projects.markdown, 'package', [
    // The extension is a module by the name in the argument.
    {
      id: 'markdown.markdown',
      file: 'markdown/core.py',
      qualname: 'markdown',
      args: '"[TOC]\\n# One\\n# Two", extensions=["markdown.extensions.toc"]',
    },
  ]),
  ...casesOf(projects.dateutil, 'package', [
    {
      id: 'dateutil.zones',
      file: 'src/dateutil/zoneinfo/__init__.py',
      qualname: 'get_zonefile_instance',
      args: '',
      view: 'sorted(value.zones)',
    },
    {
      id: 'dateutil.parse',
      file: 'src/dateutil/parser/_parser.py',
      qualname: 'parse',
      args: '"Sat Oct 11 17:13:46 UTC 2003"',
      view: 'str(value)',
    },
  ]),
  ...casesOf(projects.xarray, 'package', [
    // Its own entry points, and those of others, are asked for; its version is asked of its metadata.
    {
      id: 'xarray.list_engines',
      file: 'xarray/backends/plugins.py',
      qualname: 'list_engines',
      args: '',
      view: 'sorted(value)',
    },
    {
      id: 'xarray.short_array_repr',
      file: 'xarray/core/formatting.py',
      qualname: 'short_array_repr',
      args: 'np.arange(12.0).reshape(3, 4)',
    },
  ]),
  ...casesOf(projects.pytest, 'package', [
    // Imports its plugins by names in a table.
    {
      id: 'pytest.main',
      file: 'src/_pytest/config/__init__.py',
      qualname: 'main',
      args: '["--markers", "-c", "/dev/null", "--noconftest"]',
      prints: true,
    },
  ]),
  ...casesOf(projects.setuptools, 'package', [
    // Puts a folder of other people's packages on the path.
    {
      id: 'setuptools.safe_version',
      file: 'setuptools/_normalization.py',
      qualname: 'safe_version',
      args: '"1.0 beta"',
    },
  ]),
  ...casesOf(projects.pip, 'package', [
    // A table names the module of each command; the packages of others are modules of its own.
    {
      id: 'pip.main',
      file: 'src/pip/_internal/cli/main.py',
      qualname: 'main',
      args: '["hash", "LICENSE.txt"]',
      prints: true,
    },
    {
      id: 'pip.install_req_from_line',
      file: 'src/pip/_internal/req/constructors.py',
      qualname: 'install_req_from_line',
      args: '"requests[socks]>=2; python_version > \'3\'"',
      view: '(str(value.req), str(value.markers), value.extras)',
    },
  ]),
  ...casesOf(projects.transformers, 'package', [
    // Thousands of names that are imported when somebody asks for them.
    {
      id: 'transformers.for_model',
      file: 'src/transformers/models/auto/configuration_auto.py',
      qualname: 'AutoConfig.for_model',
      args: '"bert", hidden_size=32, num_attention_heads=4',
      view: 'value.to_dict()',
    },
    {
      id: 'transformers.whitespace_tokenize',
      file: 'src/transformers/models/bert/tokenization_bert.py',
      qualname: 'whitespace_tokenize',
      args: '" a  b c "',
    },
  ]),
  ...casesOf(projects.plotly, 'package', [
    {
      id: 'plotly.to_json_plotly',
      file: 'plotly/io/_json.py',
      qualname: 'to_json_plotly',
      args: '__import__("plotly.graph_objs").graph_objs.Figure(data=[{"type": "bar", "y": [2, 1]}])',
    },
  ]),
  ...casesOf(projects.black, 'package', [
    { id: 'black.format_str', file: 'src/black/__init__.py', qualname: 'format_str', args: '"x=[1,2]", mode=Mode()' },
  ]),
  ...casesOf(projects.mypy, 'package', [
    // Reads the stubs of the standard library, which are data of the package.
    {
      id: 'mypy.run',
      file: 'mypy/api.py',
      qualname: 'run',
      args: '["--no-incremental", "--cache-dir=/dev/null", "-c", "x: int = \'\'"]',
    },
  ]),
  ...casesOf(projects.faker, 'package', [
    // Lists the folders of packages.
    {
      id: 'faker.find_available_locales',
      file: 'faker/utils/loading.py',
      qualname: 'find_available_locales',
      args: '["faker.providers.person", "faker.providers.address"]',
    },
    {
      id: 'faker.create',
      file: 'faker/factory.py',
      qualname: 'Factory.create',
      args: '"de_DE"',
      view: '(value.seed_instance(4), value.name())[1]',
    },
  ]),
  ...casesOf(projects.phonenumbers, 'package', [
    // Each region's numbers are a module, imported by a name that the code puts together.
    {
      id: 'phonenumbers.is_valid_number',
      file: 'phonenumbers/phonenumberutil.py',
      qualname: 'is_valid_number',
      args: 'parse("+442083661177", None)',
    },
  ]),
  ...casesOf(projects.pytz, 'package', [
    {
      id: 'pytz.timezone',
      file: 'pytz/__init__.py',
      qualname: 'timezone',
      args: '"Europe/Berlin"',
      view: '(str(value), value._utc_transition_times[:20])',
    },
  ]),
  ...casesOf(projects.langdetect, 'package', [
    // Lists a folder of profiles.
    {
      id: 'langdetect.detect',
      file: 'langdetect/detector_factory.py',
      qualname: 'detect',
      args: '"Der Hund läuft schnell durch den grünen Wald, weil er die Katze gesehen hat."',
    },
  ]),
  ...casesOf(projects.celery, 'package', [
    // The package replaces itself by a module that imports on demand.
    {
      id: 'celery.maybe_schedule',
      file: 'celery/schedules.py',
      qualname: 'maybe_schedule',
      args: '30',
      view: 'repr(value)',
    },
  ]),
  ...casesOf(projects.kombu, 'package', [
    // A table names the class of each transport.
    {
      id: 'kombu.get_transport_cls',
      file: 'kombu/transport/__init__.py',
      qualname: 'get_transport_cls',
      args: '"memory"',
      view: '(value.__name__, value.driver_name)',
    },
  ]),
  ...casesOf(projects.gunicorn, 'package', [
    {
      id: 'gunicorn.load_class',
      file: 'gunicorn/util.py',
      qualname: 'load_class',
      args: '"gthread"',
      view: 'value.__name__',
    },
  ]),
];
