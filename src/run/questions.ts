import { t } from '@vscode/l10n';
import { FarcallError } from '../base/errors';
import { formatBytes, formatPlace } from '../base/format';
import type { Choices } from '../contract/choices';
import type { Question } from '../inspect/closure';

/** The questions that these choices leave open. */
export function openQuestions(questions: readonly Question[], choices: Choices): readonly Question[] {
  return questions.filter((question) => {
    switch (question.kind) {
      case 'large-data':
        return !Object.hasOwn(choices.paths, question.path);
      case 'undecidable-slice':
        return choices.undecidable === undefined;
    }
  });
}

/** A question as one sentence without its answers. */
export function questionText(question: Question): string {
  switch (question.kind) {
    case 'large-data': {
      const { path, size, from } = question;
      return from === undefined
        ? t('{0} ({1}) is not on the host.', path, formatBytes(size))
        : t('{0} ({1}) is named by {2} and is not on the host.', path, formatBytes(size), formatPlace(from));
    }
    case 'undecidable-slice':
      return `${formatPlace(question.at)}: ${question.message}`;
  }
}

/** Where nobody can be asked: what is open, and the options that decide it. */
export function undecided(questions: readonly Question[]): FarcallError {
  const [first] = questions;
  const options = questions.map((question) =>
    question.kind === 'large-data'
      ? t('`--send {0}` or `--hold {0}`', question.path)
      : t('`--keep all` or `--keep found`'),
  );
  // The sentence about data names its place.
  const at = first?.kind === 'undecidable-slice' ? first.at : undefined;
  return new FarcallError('undecided', questions.map(textWithoutPlace).join(' '), {
    next: t('Decide it: {0}.', [...new Set(options)].join('; ')),
    ...(at === undefined ? {} : { at }),
  });
}

function textWithoutPlace(question: Question): string {
  return question.kind === 'undecidable-slice' ? question.message : questionText(question);
}
