/** What every module can name without binding it, in any Python from 3.8 on. */
const builtinNames: ReadonlySet<string> = new Set(
  `
  abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright
  credits delattr dict dir display divmod enumerate eval exec exit filter float format frozenset get_ipython getattr
  globals hasattr hash help hex id input int isinstance issubclass iter len license list locals map max memoryview min
  next object oct open ord pow print property quit range repr reversed round set setattr slice sorted staticmethod str
  sum super tuple type vars zip Ellipsis NotImplemented None True False
  __annotations__ __build_class__ __builtins__ __cached__ __class__ __debug__ __dict__ __doc__ __file__ __import__
  __loader__ __name__ __package__ __path__ __spec__
  `
    .trim()
    .split(/\s+/),
);

/** Whether a name is Python's own; exceptions and warnings go by their endings. */
export function isBuiltin(name: string): boolean {
  return (
    builtinNames.has(name) ||
    /^[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|Group|Iteration)$/.test(name) ||
    name === 'Warning'
  );
}
