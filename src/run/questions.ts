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
      const named = from === undefined ? '' : ` is named by ${formatPlace(from)} and`;
      return `${path} (${formatBytes(size)})${named} is not on the host.`;
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
      ? `\`--send ${question.path}\` or \`--hold ${question.path}\``
      : '`--keep all` or `--keep found`',
  );
  // The sentence about data names its place.
  const at = first?.kind === 'undecidable-slice' ? first.at : undefined;
  return new FarcallError('undecided', questions.map(textWithoutPlace).join(' '), {
    next: `Decide it: ${[...new Set(options)].join('; ')}.`,
    ...(at === undefined ? {} : { at }),
  });
}

function textWithoutPlace(question: Question): string {
  return question.kind === 'undecidable-slice' ? question.message : questionText(question);
}
