import type { EditorToPanel } from '../panel/protocol';

const types: Readonly<Record<EditorToPanel['type'], true>> = { snapshot: true, status: true, output: true };

/** Takes a message of the editor; anything else that reaches the window is not for this page. */
export function isEditorMessage(data: unknown): data is EditorToPanel {
  if (typeof data !== 'object' || data === null || !('type' in data)) return false;
  if (typeof data.type !== 'string' || !Object.hasOwn(types, data.type)) return false;
  switch (data.type) {
    case 'snapshot':
      return 'status' in data && typeof data.status === 'object' && 'output' in data && Array.isArray(data.output);
    case 'status':
      return 'status' in data && typeof data.status === 'object' && data.status !== null;
    default:
      return 'chunks' in data && Array.isArray(data.chunks);
  }
}
