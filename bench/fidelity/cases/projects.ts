import type { Project } from './case';

/** What most scientific code stands on; one set of versions, so that environments are shared. */
const numpy = ['numpy==1.26.4', 'scipy==1.13.1'];
const plots = [...numpy, 'matplotlib==3.9.2', 'pandas==2.2.2'];
const learning = [...plots, 'scikit-learn==1.5.2'];
const graphs = [...plots, 'networkx==3.4.2'];

/** A checkout whose root is on the import path. */
function flat(name: string, version: string, requirements: readonly string[] = []): Project {
  return { name, version, roots: [''], requirements };
}

/** A checkout with a `src` folder. */
function src(name: string, version: string, requirements: readonly string[] = []): Project {
  return { name, version, roots: ['src'], requirements };
}

/** A folder of examples that people have apart from the library, which is installed. */
function examples(name: string, version: string, part: string, requirements: readonly string[]): Project {
  return { name, version, part, roots: [], requirements: [...requirements, `${name}==${version}`] };
}

export const projects = {
  // Pure scientific packages.
  networkx: flat('networkx', '3.4.2', plots),
  sympy: flat('sympy', '1.13.3', ['mpmath==1.3.0', 'numpy==1.26.4', 'matplotlib==3.9.2']),
  mpmath: flat('mpmath', '1.3.0'),
  lmfit: flat('lmfit', '1.3.2', [...plots, 'asteval==1.0.5', 'uncertainties==3.2.2', 'dill==0.3.9']),
  control: flat('control', '0.10.1', plots),
  tensorly: flat('tensorly', '0.8.1', numpy),
  pymoo: flat('pymoo', '0.6.1.3', [
    ...plots,
    'autograd==1.7.0',
    'cma==3.3.0',
    'alive-progress==3.2.0',
    'dill==0.3.9',
    'deprecated==1.2.14',
  ]),
  nilearn: flat('nilearn', '0.10.4', [
    ...learning,
    'nibabel==5.2.1',
    'lxml==5.3.0',
    'joblib==1.4.2',
    'requests==2.32.3',
  ]),
  mne: flat('mne', '1.8.0', [
    ...plots,
    'lazy_loader==0.4',
    'pooch==1.8.2',
    'decorator==5.1.1',
    'jinja2==3.1.4',
    'tqdm==4.66.5',
  ]),
  librosa: flat('librosa', '0.10.2.post1', [
    ...learning,
    'numba==0.60.0',
    'audioread==3.0.1',
    'soundfile==0.12.1',
    'pooch==1.8.2',
    'soxr==0.5.0',
    'lazy_loader==0.4',
    'msgpack==1.1.0',
    'decorator==5.1.1',
    'typing_extensions==4.12.2',
  ]),
  geomstats: flat('geomstats', '2.8.0', [...learning, 'joblib==1.4.2']),
  trimesh: flat('trimesh', '4.4.9', numpy),
  ase: flat('ase', '3.23.0', plots),
  filterpy: flat('filterpy', '1.4.5', plots),
  seaborn: flat('seaborn', '0.13.2', plots),
  mesa: flat('mesa', '3.0.3', [...graphs, 'seaborn==0.13.2', 'tqdm==4.66.5', 'cookiecutter==2.6.0']),
  salib: src('SALib', '1.5.1', [...plots, 'multiprocess==0.70.16']),
  emcee: src('emcee', '3.1.6', [...plots, 'corner==2.2.3', 'ipython==8.27.0']),
  deap: flat('deap', '1.4.1', numpy),
  autograd: flat('autograd', '1.7.0', plots),
  pykalman: flat('pykalman', '0.9.7', [...plots, 'packaging==24.1', 'scikit-base==0.8.3']),
  quantecon: flat('quantecon', '0.7.2', [...plots, 'numba==0.60.0', 'sympy==1.13.3', 'requests==2.32.3']),
  nltk: flat('nltk', '3.9.1', ['click==8.1.7', 'joblib==1.4.2', 'regex==2024.9.11', 'tqdm==4.66.5', 'numpy==1.26.4']),

  // Frameworks, and packages of each way to lay one out.
  django: flat('Django', '5.1.1', ['asgiref==3.8.1', 'sqlparse==0.5.1']),
  flask: src('flask', '3.0.3', [
    'werkzeug==3.0.4',
    'jinja2==3.1.4',
    'itsdangerous==2.2.0',
    'click==8.1.7',
    'blinker==1.8.2',
  ]),
  sphinx: flat('sphinx', '8.0.2', [
    'docutils==0.21.2',
    'jinja2==3.1.4',
    'pygments==2.18.0',
    'babel==2.16.0',
    'requests==2.32.3',
    'imagesize==1.4.1',
    'packaging==24.1',
    'snowballstemmer==2.2.0',
    'alabaster==1.0.0',
  ]),
  scrapy: flat('scrapy', '2.11.2', [
    'twisted==24.7.0',
    'w3lib==2.2.1',
    'lxml==5.3.0',
    'parsel==1.9.1',
    'itemadapter==0.9.0',
    'itemloaders==1.3.2',
    'queuelib==1.7.0',
    'protego==0.3.1',
    'tldextract==5.1.2',
    'pydispatcher==2.0.7',
    'service-identity==24.1.0',
    'pyopenssl==24.2.1',
    'cssselect==1.2.0',
    'defusedxml==0.7.1',
    'packaging==24.1',
  ]),
  sqlglot: flat('sqlglot', '25.20.1'),
  pint: flat('pint', '0.24.4', [
    'flexparser==0.4',
    'flexcache==0.3',
    'platformdirs==4.3.6',
    'typing_extensions==4.12.2',
  ]),
  attrs: src('attrs', '24.2.0'),
  markdownIt: flat('markdown-it-py', '3.0.0', ['mdurl==0.1.2']),
  jaracoText: flat('jaraco.text', '4.0.0', [
    'jaraco.functools==4.1.0',
    'jaraco.context==6.0.1',
    'autocommand==2.2.2',
    'more-itertools==10.5.0',
  ]),
  zopeInterface: src('zope.interface', '7.0.3', ['setuptools==75.1.0']),
  googleApiCore: flat('google-api-core', '2.20.0', [
    'googleapis-common-protos==1.65.0',
    'protobuf==5.28.2',
    'google-auth==2.35.0',
    'proto-plus==1.24.0',
    'requests==2.32.3',
  ]),
  azureCore: flat('azure-core', '1.31.0', ['requests==2.32.3', 'six==1.16.0', 'typing_extensions==4.12.2']),
  poetryCore: src('poetry-core', '1.9.0'),
  hatchling: src('hatchling', '1.25.0', [
    'packaging==24.1',
    'pathspec==0.12.1',
    'pluggy==1.5.0',
    'trove-classifiers==2024.9.12',
  ]),
  hypothesis: src('hypothesis', '6.112.1', ['attrs==24.2.0', 'sortedcontainers==2.4.0']),
  beartype: flat('beartype', '0.19.0'),
  nbformat: {
    ...flat('nbformat', '5.10.4', [
      'fastjsonschema==2.20.0',
      'jsonschema==4.23.0',
      'jupyter_core==5.7.2',
      'traitlets==5.14.3',
    ]),
    editable: true,
  },
  rich: flat('rich', '13.9.4', ['markdown-it-py==3.0.0', 'pygments==2.18.0', 'typing_extensions==4.12.2']),
  lark: flat('lark', '1.2.2'),
  textual: src('textual', '0.80.1', [
    'rich==13.9.4',
    'markdown-it-py[linkify,plugins]==3.0.0',
    'typing_extensions==4.12.2',
    'platformdirs==4.3.6',
  ]),

  // Much used, and full of what is found only at run time: modules and data by computed names.
  pygments: flat('pygments', '2.18.0'),
  babel: flat('babel', '2.16.0'),
  docutils: flat('docutils', '0.21.2'),
  markdown: flat('markdown', '3.7'),
  dateutil: src('python-dateutil', '2.9.0.post0', ['six==1.16.0']),

  // Registries, plugins, vendored packages, lazy packages, tables.
  xarray: flat('xarray', '2024.7.0', [...plots, 'packaging==24.1']),
  pytest: src('pytest', '8.3.3', ['pluggy==1.5.0', 'iniconfig==2.0.0', 'packaging==24.1']),
  setuptools: flat('setuptools', '75.1.0'),
  pip: src('pip', '24.2'),
  transformers: src('transformers', '4.44.2', [
    'numpy==1.26.4',
    'huggingface_hub==0.24.6',
    'tokenizers==0.19.1',
    'safetensors==0.4.4',
    'regex==2024.9.11',
    'requests==2.32.3',
    'tqdm==4.66.5',
    'filelock==3.15.4',
    'pyyaml==6.0.2',
    'packaging==24.1',
  ]),
  plotly: flat('plotly', '5.24.1', ['numpy==1.26.4', 'packaging==24.1', 'tenacity==9.0.0']),
  black: src('black', '24.8.0', [
    'click==8.1.7',
    'pathspec==0.12.1',
    'platformdirs==4.3.6',
    'mypy_extensions==1.0.0',
    'packaging==24.1',
  ]),
  mypy: flat('mypy', '1.11.2', ['typing_extensions==4.12.2', 'mypy_extensions==1.0.0']),
  faker: flat('Faker', '30.0.0', ['python-dateutil==2.9.0.post0']),
  phonenumbers: flat('phonenumbers', '8.13.45'),
  pytz: flat('pytz', '2024.1'),
  langdetect: flat('langdetect', '1.0.9', ['six==1.16.0']),
  kombu: flat('kombu', '5.4.0', ['vine==5.1.0', 'amqp==5.2.0', 'tzdata==2024.1']),
  gunicorn: flat('gunicorn', '23.0.0', ['packaging==24.1']),
  celery: flat('celery', '5.4.0', [
    'tzdata==2024.1',
    'kombu==5.4.0',
    'vine==5.1.0',
    'billiard==4.2.0',
    'click==8.1.7',
    'python-dateutil==2.9.0.post0',
  ]),

  // Collections of scripts and notebooks.
  pyparsingExamples: examples('pyparsing', '3.1.4', 'examples', []),
  sklearnExamples: examples('scikit-learn', '1.5.2', 'examples', [...plots, 'seaborn==0.13.2']),
  skimageExamples: examples('scikit-image', '0.24.0', 'doc/examples', [...plots, 'pooch==1.8.2']),
  matplotlibGalleries: examples('matplotlib', '3.9.2', 'galleries', numpy),
  statsmodelsExamples: examples('statsmodels', '0.14.4', 'examples', plots),
  hmmlearnExamples: examples('hmmlearn', '0.3.2', 'examples', learning),
  astropyExamples: examples('astropy', '6.1.3', 'examples', plots),
} satisfies Record<string, Project>;
