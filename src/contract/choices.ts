import type { Choices } from './choicesFile';

export type { Choices } from './choicesFile';

export const noChoices: Choices = { statements: {}, paths: {} };

/** Both together; where they differ, `over` wins. */
export function mergeChoices(base: Choices, over: Choices): Choices {
  const undecidable = over.undecidable ?? base.undecidable;
  return {
    statements: { ...base.statements, ...over.statements },
    paths: { ...base.paths, ...over.paths },
    ...(undecidable === undefined ? {} : { undecidable }),
  };
}
