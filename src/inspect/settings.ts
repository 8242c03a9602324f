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
