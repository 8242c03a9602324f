/** Where a value was saved, and what Python must know to load it. */
export interface SavedValue {
  /** Absolute. */
  readonly file: string;
  /** `pandas.DataFrame` */
  readonly valueType: string;
  /** The folder that the type's own module is imported from, where it is the project's. */
  readonly projectFolder: string | undefined;
}

/** The lines of Python that load a saved value into `value`; undefined where the file is of no kind that they are known for. */
export function loadLines({ file, valueType, projectFolder }: SavedValue): string | undefined {
  const name = pythonString(file);
  const [library] = valueType.split('.');
  const [module, alias] = library === 'polars' ? ['polars', 'pl'] : ['pandas', 'pd'];
  switch (/\.(\w+)$/.exec(file)?.[1]?.toLowerCase()) {
    case 'pkl':
    case 'pickle':
      return lines(
        'import pickle',
        ...(projectFolder === undefined
          ? []
          : [
              'import sys',
              '',
              `# ${valueType} is the project's own: its module is imported from here.`,
              `sys.path.insert(0, ${pythonString(projectFolder)})`,
            ]),
        '',
        `with open(${name}, "rb") as file:`,
        '    value = pickle.load(file)',
      );
    case 'json':
      if (library === 'pandas' || library === 'polars') {
        return lines(`import ${module} as ${alias}`, '', `value = ${alias}.read_json(${name})`);
      }
      return lines('import json', '', `with open(${name}, encoding="utf-8") as file:`, '    value = json.load(file)');
    case 'csv':
      if (library === 'numpy') {
        return lines('import numpy as np', '', `value = np.genfromtxt(${name}, delimiter=",")`);
      }
      return lines(`import ${module} as ${alias}`, '', `value = ${alias}.read_csv(${name})`);
    case 'parquet':
      return lines(`import ${module} as ${alias}`, '', `value = ${alias}.read_parquet(${name})`);
    case 'npy':
      return lines('import numpy as np', '', `value = np.load(${name})`);
    case 'png':
      return lines('from PIL import Image', '', `value = Image.open(${name})`);
    default:
      return undefined;
  }
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}

/** What JSON escapes, Python reads alike. */
function pythonString(text: string): string {
  return JSON.stringify(text);
}
