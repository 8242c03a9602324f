import type { SyntaxNode } from './syntaxTree';
import { lastName } from './pathValues';

/**
 * What the code does with a path: reads it, runs it as a program, only writes it, only asks whether it is there, or
 * keeps it for later under a name. `mention` where it goes somewhere unknown; `text` where it is no path at all.
 */
export type Use =
  | { readonly kind: 'read' | 'run' | 'write' | 'test' | 'mention' | 'text' }
  | { readonly kind: 'bind'; readonly name: string };

const texts = new Set(
  `print len debug info warning warn error exception critical log getLogger isinstance hasattr setattr import_module
  __import__ endswith startswith replace removeprefix removesuffix split rsplit partition rpartition strip lstrip rstrip
  find rfind index count encode match search sub subn fullmatch findall finditer compile splitlines title write
  writelines writerow append_text set_title set_xlabel set_ylabel xlabel ylabel suptitle getenv environ echo secho
  add_parser deprecated skip fail require version`.split(/\s+/),
);
const writers =
  /^(?:to_(?!datetime|numeric|list|tensor|device|numpy|dict|string|categorical)\w+|save\w*|write_\w+|dump\w*|export\w*|imsave|imwrite|mkdir|makedirs|mkdtemp|rmdir|rmtree|unlink|remove|removedirs|touch|\w*FileHandler|SummaryWriter|\w+Writer|PdfPages|basicConfig)$/;
const tests = new Set('exists lexists isfile isdir is_file is_dir stat getsize getmtime access'.split(' '));
const runs = new Set(
  'run Popen call check_call check_output system popen run_path spec_from_file_location SourceFileLoader create_subprocess_exec spawn spawnv execv execve execvp'.split(
    ' ',
  ),
);
const opens = new Set([
  'open',
  'fdopen',
  'File',
  'ZipFile',
  'TarFile',
  'GzipFile',
  'BZ2File',
  'LZMAFile',
  'memmap',
  'Dataset',
]);
const movers = new Set(['copy', 'copy2', 'copyfile', 'copytree', 'move', 'rename', 'replace', 'link', 'symlink']);
const readers = /^(?:open\w*|read\w*|load\w*|from_?file|fromfile|imread|File|ZipFile|ExcelFile|chdir|connect|memmap)$/;
const outputNames =
  /^(?:out|output|save|dest|dst|log|result|export|ckpt|checkpoint|tmp|temp|cache)(?:s?$|[_-]|s_)|_(?:out|output|save)$/i;

/** Names of what holds a path. */
export const namesPath = /dir|path|folder|root|file|fname/i;

/** Whether a name says that what bears it is written: `output_dir`, `--save-to`. */
export function meansOutput(name: string): boolean {
  return outputNames.test(name.replace(/^-+|^self\./g, ''));
}

const namesFolders = /(?:dir|path|folder|director(?:y|ie))s?$/i;
const besideModule = /^__(?:name|package|file)__$/;

/**
 * Whether a plain word stands where it is the name of a folder beside the module: in a list that bears the name of
 * paths, or in a call that is given the module itself.
 */
export function meansFolder(node: SyntaxNode): boolean {
  let inList = false;
  for (let parent = node.parent; parent; parent = parent.parent) {
    switch (parent.type) {
      case 'list':
      case 'tuple':
      case 'set':
        inList = true;
        continue;
      case 'parenthesized_expression':
        continue;
      case 'assignment':
      case 'keyword_argument':
      case 'default_parameter':
      case 'typed_default_parameter': {
        const name = parent.childForFieldName('left') ?? parent.childForFieldName('name');
        if (inList && namesFolders.test(name?.text ?? '')) return true;
        if (parent.type !== 'keyword_argument') return false;
        continue;
      }
      case 'argument_list': {
        const callee = parent.parent?.childForFieldName('function')?.text ?? '';
        // Lazy loaders are told the names of modules.
        return !/attach|lazy|import/i.test(callee) && parent.namedChildren.some((one) => besideModule.test(one.text));
      }
      default:
        return false;
    }
  }
  return false;
}

/** What becomes of the value of an expression, as far as the code around it tells. */
export function useOf(node: SyntaxNode): Use {
  let child = node;
  let keyword: string | undefined;
  for (let parent = child.parent; parent; child = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'parenthesized_expression':
      case 'conditional_expression':
      case 'boolean_operator':
      case 'list':
      case 'tuple':
      case 'set':
      case 'dictionary':
      case 'list_splat':
      case 'expression_list':
      case 'await':
      case 'interpolation':
      case 'string':
      case 'type':
        continue;
      case 'pair':
        if (isField(parent, 'key', child) && !child.text.includes('/')) return { kind: 'text' };
        continue;
      case 'keyword_argument':
        keyword = parent.childForFieldName('name')?.text;
        continue;
      case 'argument_list':
        return parent.parent?.type === 'call' ? useInCall(parent.parent, child, keyword) : { kind: 'mention' };
      case 'attribute': {
        const call = parent.parent;
        const name = parent.childForFieldName('attribute')?.text ?? '';
        if (call?.type === 'call' && isField(call, 'function', parent)) return useByMethod(name, call);
        return { kind: /^(?:name|stem|suffix|suffixes|parts)$/.test(name) ? 'text' : 'mention' };
      }
      case 'assignment': {
        const left = parent.childForFieldName('left');
        const simple = child === node || !/^(?:list|tuple|set|dictionary|expression_list)$/.test(child.type);
        if (simple && (left?.type === 'identifier' || left?.type === 'attribute'))
          return { kind: 'bind', name: left.text };
        return { kind: left && meansOutput(left.text) ? 'write' : 'mention' };
      }
      case 'named_expression':
      case 'default_parameter':
      case 'typed_default_parameter': {
        const name = parent.childForFieldName('name');
        return name ? { kind: 'bind', name: name.text } : { kind: 'mention' };
      }
      case 'comparison_operator':
      case 'subscript':
      case 'expression_statement':
      case 'assert_statement':
      case 'raise_statement':
        return { kind: 'text' };
      default:
        return { kind: 'mention' };
    }
  }
  return { kind: 'mention' };
}

function useInCall(call: SyntaxNode, argument: SyntaxNode, keyword: string | undefined): Use {
  const callee = call.childForFieldName('function');
  const name = lastName(callee);
  // Folders of code, which the imports tell of.
  if (/\bsys\.path\.\w+$|(?:^|\.)(?:addsitedir|iter_modules|walk_packages)$/.test(callee?.text ?? ''))
    return { kind: 'text' };
  const positional = positionals(call);
  const index = positional.findIndex((one) => one.id === argument.id);
  if (opens.has(name) || /_?open$/.test(name)) {
    // `open(path, mode)`; anything else in it is no path.
    if (index > 0 || (keyword !== undefined && !/^(?:file|name|filename|path|fp)$/.test(keyword)))
      return { kind: 'text' };
    return { kind: writesBy(modeOf(call, 1)) ? 'write' : 'read' };
  }
  if (name === 'add_argument') {
    if (keyword !== 'default') return { kind: 'text' };
    const option = positional.map((one) => one.text.replace(/['"]/g, '')).find((text) => /^-*\w/.test(text)) ?? '';
    return { kind: meansOutput(option) ? 'write' : namesPath.test(option) ? 'read' : 'mention' };
  }
  if (name === 'replace' && index >= 0 && positional.length > 1) return { kind: 'text' };
  if (movers.has(name)) return { kind: index === 1 ? 'write' : 'read' };
  if (texts.has(name) || /(?:Error|Exception|Warning)$/.test(name)) return { kind: 'text' };
  if (tests.has(name)) return { kind: 'test' };
  if (keyword !== undefined && meansOutput(keyword)) return { kind: 'write' };
  if (writers.test(name)) return { kind: 'write' };
  if (runs.has(name)) return { kind: 'run' };
  return { kind: readers.test(name) || (keyword !== undefined && namesPath.test(keyword)) ? 'read' : 'mention' };
}

function useByMethod(name: string, call: SyntaxNode): Use {
  if (name === 'open') return { kind: writesBy(modeOf(call, 0)) ? 'write' : 'read' };
  if (tests.has(name)) return { kind: 'test' };
  if (/^(?:write_text|write_bytes|mkdir|touch|unlink|rmdir|symlink_to|hardlink_to)$/.test(name))
    return { kind: 'write' };
  if (/^(?:read_text|read_bytes|iterdir|glob|rglob|rename|replace)$/.test(name)) return { kind: 'read' };
  // `"a.b".split(".")`, `" ".join(…)`
  return { kind: texts.has(name) || name === 'join' || name === 'format' ? 'text' : 'mention' };
}

function positionals(call: SyntaxNode): SyntaxNode[] {
  const args = call.childForFieldName('arguments')?.namedChildren ?? [];
  return args.filter((one) => one.type !== 'keyword_argument' && one.type !== 'comment');
}

function modeOf(call: SyntaxNode, index: number): string {
  const args = call.childForFieldName('arguments')?.namedChildren ?? [];
  const named = args.find((one) => one.type === 'keyword_argument' && one.childForFieldName('name')?.text === 'mode');
  const node = named?.childForFieldName('value') ?? positionals(call)[index];
  return node?.type === 'string' ? node.text.replace(/['"]/g, '') : 'r';
}

function writesBy(mode: string): boolean {
  return /^[brtU]*[wax]/.test(mode) && !mode.includes('r');
}

function isField(parent: SyntaxNode, field: string, child: SyntaxNode): boolean {
  return parent.childForFieldName(field)?.id === child.id;
}
