/**
 * Calls and stores that set up the process rather than do work, as full dotted names after which anything may follow.
 * A slice keeps them, and a file that has nothing else at its top level has no work there. `docs/slice.md` publishes
 * the list.
 */
export const processSettings: readonly string[] = `
  sys.path sys.setrecursionlimit sys.set_int_max_str_digits sys.stdout.reconfigure sys.stderr.reconfigure
  os.environ os.putenv os.chdir os.umask os.nice locale.setlocale time.tzset signal.signal resource.setrlimit
  random.seed numpy.random.seed torch.manual_seed torch.cuda.manual_seed torch.cuda.manual_seed_all
  torch.random.manual_seed tensorflow.random.set_seed tensorflow.set_random_seed tensorflow.keras.utils.set_random_seed
  keras.utils.set_random_seed pytorch_lightning.seed_everything lightning.seed_everything transformers.set_seed
  accelerate.utils.set_seed cupy.random.seed
  numpy.seterr numpy.seterrcall numpy.set_printoptions
  torch.use_deterministic_algorithms torch.set_default_dtype torch.set_default_device torch.set_default_tensor_type
  torch.set_float32_matmul_precision torch.set_num_threads torch.set_num_interop_threads torch.set_grad_enabled
  torch.set_printoptions torch.backends torch.multiprocessing.set_sharing_strategy torch.cuda.set_device
  torch.autograd.set_detect_anomaly tensorflow.config tensorflow.get_logger jax.config cv2.setNumThreads
  matplotlib.use matplotlib.rcParams matplotlib.rc matplotlib.pyplot.rcParams matplotlib.pyplot.rc
  matplotlib.pyplot.style matplotlib.style matplotlib.pyplot.switch_backend matplotlib.pyplot.ioff
  matplotlib.pyplot.ion seaborn.set seaborn.set_theme seaborn.set_style seaborn.set_context seaborn.set_palette
  warnings.filterwarnings warnings.simplefilter warnings.warn_explicit warnings.resetwarnings
  logging.basicConfig logging.captureWarnings logging.disable logging.config logging.setLoggerClass
  logging.addLevelName pandas.set_option pandas.options pandas.plotting.register_matplotlib_converters
  polars.Config decimal.getcontext decimal.setcontext sympy.init_printing
  multiprocessing.set_start_method torch.multiprocessing.set_start_method
  gc.disable gc.enable gc.freeze gc.set_threshold faulthandler.enable gevent.monkey.patch_all
  dotenv.load_dotenv nltk.data.path pyximport.install nest_asyncio.apply
`
  .trim()
  .split(/\s+/);

/** What may be done once in a process, so that repeating it in each process that is started fails. */
const oncePerProcess: ReadonlySet<string> = new Set([
  'multiprocessing.set_start_method',
  'torch.multiprocessing.set_start_method',
]);

const known: ReadonlySet<string> = new Set(processSettings);

/** By which names people import modules, for code of which the imports are not known. */
const customaryNames: Readonly<Record<string, string>> = {
  np: 'numpy',
  plt: 'matplotlib.pyplot',
  mpl: 'matplotlib',
  pd: 'pandas',
  tf: 'tensorflow',
  sns: 'seaborn',
  pl: 'pytorch_lightning',
  mp: 'multiprocessing',
  monkey: 'gevent.monkey',
  load_dotenv: 'dotenv.load_dotenv',
  getcontext: 'decimal.getcontext',
  seed_everything: 'pytorch_lightning.seed_everything',
};

/** The full dotted name that a name most likely stands for. */
export function customaryName(dotted: string): string {
  const [first = ''] = dotted.split('.', 1);
  const full = Object.hasOwn(customaryNames, first) ? customaryNames[first] : undefined;
  return full === undefined ? dotted : full + dotted.slice(first.length);
}

/** Whether a full dotted name, or a prefix of it, sets up the process: `matplotlib.pyplot.rcParams.update`. */
export function isProcessSetting(canonical: string): boolean {
  for (let end = canonical.length; end > 0; end = canonical.lastIndexOf('.', end - 1)) {
    if (known.has(canonical.slice(0, end))) return true;
  }
  return false;
}

export function isOncePerProcess(canonical: string): boolean {
  return oncePerProcess.has(canonical);
}

/** Calls that only make a value: cheap, without effects, the same each time. */
const declarations: ReadonlySet<string> = new Set(
  `
  TypeVar ParamSpec TypeVarTuple NewType NamedTuple TypedDict namedtuple Enum getLogger getenv compile partial Path
  PurePath PurePosixPath Lock RLock Event local ContextVar Decimal Fraction timedelta datetime date
  set frozenset dict list tuple int float str bytes bool complex range len abs min max sum sorted zip enumerate map
  filter reversed round type object property slice bytearray repr ord chr defaultdict OrderedDict Counter deque
  cast join dirname abspath realpath basename expanduser resolve absolute split strip lower upper format replace
  `
    .trim()
    .split(/\s+/),
);

/** Whether a call by this dotted name only makes a value. */
export function isDeclaration(dotted: string): boolean {
  return dotted === 'os.environ.get' || declarations.has(dotted.slice(dotted.lastIndexOf('.') + 1));
}
