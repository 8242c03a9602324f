import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { formatBytes, formatPlace } from '../base/format';
import { noChoices, type Choices } from '../contract/choices';
import type { Question } from '../inspect/closure';
import { labelOf } from '../run/closureLine';
import type { Ask } from '../run/ports';
import { questionText } from '../run/questions';
import type { EditorPrompts } from './editorPrompts';
import { shortLabel } from './jobText';

interface AnswerItem extends vscode.QuickPickItem {
  readonly answer: Partial<Choices>;
}

/** Asks in the editor what must be decided before a run: one quick pick for each kind of question. */
export function editorAsk(prompts: EditorPrompts): Ask {
  return async (questions, closure, _request, signal) => {
    const title = `Farcall: ${shortLabel(labelOf(closure.entry))}`;
    const large = questions.filter((question) => question.kind === 'large-data');
    const unclear = questions.find((question) => question.kind === 'undecidable-slice');
    let answers: Choices = noChoices;
    if (large.length > 0) {
      const paths = await prompts.inTurn(() => askLarge(title, large, signal));
      if (!paths) return undefined;
      answers = { ...answers, paths };
    }
    if (unclear) {
      const undecidable = await prompts.inTurn(() => askUnclear(title, unclear, signal));
      if (!undecidable) return undefined;
      answers = { ...answers, undecidable };
    }
    return answers;
  };
}

type LargeData = Extract<Question, { kind: 'large-data' }>;
type UndecidableSlice = Extract<Question, { kind: 'undecidable-slice' }>;

async function askLarge(
  title: string,
  questions: readonly LargeData[],
  signal: AbortSignal,
): Promise<Choices['paths'] | undefined> {
  const [only, another] = questions;
  if (only && !another) {
    const items: AnswerItem[] = [
      {
        label: `$(cloud-upload) ${t('Send once and remember')}`,
        description: formatBytes(only.size),
        answer: { paths: { [only.path]: 'send' } },
      },
      { label: `$(circle-slash) ${t('Run without it')}`, answer: { paths: { [only.path]: 'hold' } } },
    ];
    const chosen = await pick(items, { title, placeholder: questionText(only), many: false }, signal);
    return chosen?.[0]?.answer.paths;
  }
  const items = questions.map(({ path, size, from }): AnswerItem => ({
    label: path,
    description: formatBytes(size),
    ...(from && { detail: t('named by {0}', formatPlace(from)) }),
    picked: true,
    answer: { paths: { [path]: 'send' } },
  }));
  const placeholder = t(
    'Not on the host yet. Checked files are sent once; the others are left out. Both is remembered.',
  );
  const chosen = await pick(items, { title, placeholder, many: true }, signal);
  if (!chosen) return undefined;
  const sent = new Set(chosen.map(({ label }) => label));
  return Object.fromEntries(
    questions.map(({ path }): [string, 'send' | 'hold'] => [path, sent.has(path) ? 'send' : 'hold']),
  );
}

async function askUnclear(
  title: string,
  question: UndecidableSlice,
  signal: AbortSignal,
): Promise<Choices['undecidable']> {
  const items: AnswerItem[] = [
    {
      label: `$(file-code) ${t('Run with the whole file')}`,
      description: t('all of its top level runs first'),
      answer: { undecidable: 'whole' },
    },
    {
      label: `$(filter) ${t('Run with what was found')}`,
      description: t('what the function is known to need'),
      answer: { undecidable: 'slice' },
    },
  ];
  const chosen = await pick(items, { title, placeholder: questionText(question), many: false }, signal);
  return chosen?.[0]?.answer.undecidable;
}

/** Undefined where the person closed it or the run was given up meanwhile. */
function pick(
  items: readonly AnswerItem[],
  { title, placeholder, many }: { readonly title: string; readonly placeholder: string; readonly many: boolean },
  signal: AbortSignal,
): Promise<readonly AnswerItem[] | undefined> {
  return new Promise((resolve) => {
    const quickPick = vscode.window.createQuickPick<AnswerItem>();
    Object.assign(quickPick, { title, placeholder, items, canSelectMany: many, ignoreFocusOut: true });
    if (many) quickPick.selectedItems = items;
    let chosen: readonly AnswerItem[] | undefined;
    const close = (): void => quickPick.hide();
    quickPick.onDidAccept(() => {
      chosen = [...quickPick.selectedItems];
      quickPick.hide();
    });
    quickPick.onDidHide(() => {
      signal.removeEventListener('abort', close);
      quickPick.dispose();
      resolve(chosen);
    });
    if (signal.aborted) {
      resolve(undefined);
      quickPick.dispose();
      return;
    }
    signal.addEventListener('abort', close, { once: true });
    quickPick.show();
  });
}
