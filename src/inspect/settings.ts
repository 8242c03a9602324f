/**
 * Calls and stores that set up the process rather than do work, as dotted names after which anything may follow. A
 * slice keeps them, and a file that has nothing else at its top level has no work there.
 */
const settings = [
  'sys.path.insert',
  'sys.path.append',
  'sys.path.extend',
  'sys.path',
  'sys.setrecursionlimit',
  'sys.set_int_max_str_digits',
  'os.environ',
  'os.putenv',
  'locale.setlocale',
  'random.seed',
  'np.random.seed',
  'numpy.random.seed',
  'np.seterr',
  'numpy.seterr',
  'np.set_printoptions',
  'numpy.set_printoptions',
  'torch.manual_seed',
  'torch.cuda.manual_seed',
  'torch.cuda.manual_seed_all',
  'torch.use_deterministic_algorithms',
  'torch.set_default_dtype',
  'torch.set_default_device',
  'torch.set_default_tensor_type',
  'torch.set_float32_matmul_precision',
  'torch.set_num_threads',
  'torch.set_grad_enabled',
  'torch.backends',
  'tf.random.set_seed',
  'tensorflow.random.set_seed',
  'tf.config',
  'jax.config',
  'pl.seed_everything',
  'matplotlib.use',
  'mpl.use',
  'matplotlib.rcParams',
  'mpl.rcParams',
  'plt.rcParams',
  'plt.rc',
  'plt.style',
  'plt.switch_backend',
  'matplotlib.rc',
  'mpl.rc',
  'sns.set',
  'sns.set_theme',
  'sns.set_style',
  'sns.set_context',
  'warnings.filterwarnings',
  'warnings.simplefilter',
  'logging.basicConfig',
  'logging.captureWarnings',
  'logging.disable',
  'pd.set_option',
  'pd.options',
  'pandas.set_option',
  'pandas.options',
  'multiprocessing.set_start_method',
  'mp.set_start_method',
  'decimal.getcontext',
  'getcontext',
  'gc.disable',
  'gc.enable',
  'gc.set_threshold',
  'faulthandler.enable',
  'monkey.patch_all',
  'load_dotenv',
  'dotenv.load_dotenv',
] as const;

const known: ReadonlySet<string> = new Set(settings);

/** Whether a dotted name, or a prefix of it, sets up the process: `plt.rcParams.update`, `os.environ`. */
export function isProcessSetting(dotted: string): boolean {
  for (let end = dotted.length; end > 0; end = dotted.lastIndexOf('.', end - 1)) {
    if (known.has(dotted.slice(0, end))) return true;
  }
  return false;
}

/** Calls that only make a value: cheap, without effects, the same each time. */
const declarations: ReadonlySet<string> = new Set(
  `
  TypeVar ParamSpec TypeVarTuple NewType NamedTuple TypedDict namedtuple Enum getLogger getenv compile partial Path
  PurePath PurePosixPath Lock RLock Event local ContextVar Decimal Fraction timedelta datetime date
  set frozenset dict list tuple int float str bytes bool complex range len abs min max sum sorted zip enumerate map
  filter reversed round type object property slice bytearray repr ord chr defaultdict OrderedDict Counter deque
  cast join dirname abspath realpath basename expanduser resolve absolute split strip lower upper format replace get
  `
    .trim()
    .split(/\s+/),
);

/** Whether a call by this dotted name only makes a value. */
export function isDeclaration(dotted: string): boolean {
  return declarations.has(dotted.slice(dotted.lastIndexOf('.') + 1));
}

/** Built-in functions that leave what they are given as it is. */
const readers: ReadonlySet<string> = new Set(
  `
  print len repr str int float bool bytes sum min max abs round sorted list tuple set frozenset dict range enumerate
  zip type isinstance issubclass id hash callable hasattr getattr format pprint pprint.pprint any all
  `
    .trim()
    .split(/\s+/),
);

/** Whether a call by this name changes nothing of what it is given. */
export function onlyReads(dotted: string): boolean {
  return readers.has(dotted);
}
