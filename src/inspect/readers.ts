/** What leaves its arguments, or what it is called on, as they are: the published list is in `docs/slice.md`. */

/** Built-in functions. */
export const readingFunctions: readonly string[] = `
  print len repr str int float bool complex bytes sum min max abs round pow divmod sorted list tuple set frozenset dict
  range enumerate zip reversed type isinstance issubclass id hash callable hasattr getattr format any all ascii bin hex
  oct ord chr
`
  .trim()
  .split(/\s+/);

/** Modules of which all is so, but for what `writingFunctions` names. */
export const readingModules: readonly string[] = `
  matplotlib seaborn numpy math cmath statistics json pprint copy operator os.path time logging textwrap string
  itertools.chain scipy.stats scipy.special torch.save torch.tensor torch.as_tensor pickle.dump pickle.dumps
  joblib.dump yaml.dump csv.writer pandas.DataFrame pandas.Series pandas.concat pandas.merge warnings.warn sys.getsizeof
`
  .trim()
  .split(/\s+/);

export const writingFunctions: readonly string[] = `
  numpy.random.shuffle numpy.put numpy.copyto numpy.place numpy.putmask numpy.fill_diagonal numpy.put_along_axis
  operator.setitem operator.delitem operator.iadd operator.iconcat
`
  .trim()
  .split(/\s+/);

/** Methods that are so whatever they are called on, unless they are told to work in place. */
export const readingMethods: readonly string[] = `
  abs all any argmax argmin argsort as_matrix astype capitalize copy corr count cov cpu debug decode describe detach
  dim dot dumps encode endswith error exception exists find format get groupby head hist info isEnabledFor is_dir
  is_file isdigit isna isnull item items join keys kurtosis log lower lstrip max mean median memory_usage min named_parameters
  notna notnull numel numpy nunique parameters plot predict predict_proba prod quantile ravel read_bytes read_text
  reshape resolve rfind round rsplit rstrip score scatter show size skew split splitlines startswith state_dict std
  strftime strip sum summary tail title to_csv to_dict to_excel to_html to_json to_list to_numpy to_parquet to_pickle
  to_string tobytes tolist transpose unique upper value_counts values var warning
`
  .trim()
  .split(/\s+/);

const functions = new Set(readingFunctions);
const modules = new Set(readingModules);
const writers = new Set(writingFunctions);
const methods = new Set(readingMethods);

/** Whether a call by this full dotted name changes nothing of what it is given. */
export function onlyReads(canonical: string): boolean {
  if (functions.has(canonical)) return true;
  if (writers.has(canonical)) return false;
  for (let end = canonical.length; end > 0; end = canonical.lastIndexOf('.', end - 1)) {
    if (modules.has(canonical.slice(0, end))) return true;
  }
  return false;
}

/** Whether a method of this name changes nothing of what it is called on or given. */
export function methodOnlyReads(name: string): boolean {
  return methods.has(name);
}

const scalars = new Set(
  'len repr str int float bool complex abs round id hash type isinstance hasattr format ord'.split(' '),
);

/** Whether a built-in function of this name gives a value that nobody can change. */
export function makesScalar(name: string): boolean {
  return scalars.has(name);
}
