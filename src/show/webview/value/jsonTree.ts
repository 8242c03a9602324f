import type { TreeNode } from '../../../contract/shown';
import { counted } from './counts';

/** A value that came as JSON, in Python's words. */
export function jsonTree(value: unknown, label = ''): TreeNode {
  if (Array.isArray(value)) {
    return {
      label,
      type: 'list',
      text: counted(value.length, 'item'),
      children: value.map((one, i) => jsonTree(one, `[${i}]`)),
    };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    const children = entries.map(([key, one]) => jsonTree(one, pythonText(key)));
    return { label, type: 'dict', text: counted(entries.length, 'item'), children };
  }
  switch (typeof value) {
    case 'string':
      return { label, type: 'str', text: pythonText(value) };
    case 'number':
      // JSON knows no difference between 1 and 1.0.
      return { label, type: 'number', text: String(value) };
    case 'boolean':
      return { label, type: 'bool', text: value ? 'True' : 'False' };
    default:
      return { label, type: 'NoneType', text: 'None' };
  }
}

/** As Python's repr writes most strings. */
function pythonText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return text.includes("'") && !text.includes('"') ? `"${inner}"` : `'${inner.replaceAll("'", "\\'")}'`;
}
