"""Calling the entry: its module, the object its qualified name means, its arguments, and what comes of the call."""

from __future__ import annotations

import importlib
import os
import sys
import types
from _collections_abc import Coroutine

from farcall.worker import surroundings
from farcall.worker.arguments import bad_arguments, evaluate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from farcall.worker.learning import Learner
    from farcall.worker.loading import Parts
    from farcall.worker.telling import Teller

# How the text of a notebook's cells begins.
NOTEBOOK = b"# farcall: the code cells of "
# Of a generator's items, so many are shown with all their previews.
SHOWN_WHOLE = 100


class Call:
    def __init__(self, spec: dict[str, Any], tell: Teller, parts: Parts, learner: Learner) -> None:
        self._spec = spec
        self._tell = tell
        self._parts = parts
        self._learner = learner

    def perform(self) -> Any:
        """The entry's value. Raises ``BadArguments`` where the request cannot be run, else what the entry raises."""
        value = self._perform()
        self._learner.look()
        return value

    def _perform(self) -> Any:
        entry = self._spec["header"]["entry"]
        path = os.path.join(surroundings.WORK, entry["file"])
        cell = entry["kind"] == "cell"
        if cell or entry["kind"] == "file":
            value = run_file(path, self._tell, self._play(path, cell))
            return value if cell else None
        sys.modules["__main__"] = surroundings.stand_in(entry["module"])
        module = load(entry["module"], path, self._play(path))
        function = self._resolve(module, entry["kind"], entry["qualname"])
        args, kwargs = evaluate(self._spec["args"], module, self._parts)
        self._learner.look()
        self._tell.running()
        value = bound(function, args, kwargs)
        if entry["kind"] == "class":
            value = value.main()
        return self._settle(value)

    def _play(self, path: str, cell: bool = False) -> Callable[..., Any] | None:
        """What runs the source of a notebook or a cell."""
        with open(path, "rb") as source:
            notebook = source.read(len(NOTEBOOK)) == NOTEBOOK
        return self._parts.get("cells").play if cell or notebook else None

    def _resolve(self, module: types.ModuleType, kind: str, qualname: str) -> Callable[..., Any]:
        outer, inside, rest = qualname.rpartition(".<locals>.")
        if not inside:
            return resolve(module, kind, qualname)
        name, _, rest = rest.partition(".")
        made = self._parts.get("cells").nested(module, outer + inside + name)
        return resolve(made, kind, rest) if rest else made

    def _settle(self, value: Any) -> Any:
        """Awaits a coroutine and runs a generator to its end, telling each item as it comes."""
        # By the type alone: of a value that stands in for another, the class is what its owner says.
        kind = type(value)
        if issubclass(kind, types.GeneratorType):
            return [self._told(item, index) for index, item in enumerate(value)]
        if issubclass(kind, types.AsyncGeneratorType):
            return run_async(self._collect(value))
        if issubclass(kind, types.CoroutineType) or is_coroutine(value):
            return run_async(value)
        return value

    async def _collect(self, items: Any) -> list[Any]:
        found: list[Any] = []
        async for item in items:
            found.append(self._told(item, len(found)))
        return found

    def _told(self, item: Any, index: int) -> Any:
        shown = self._parts.get("results").show(item, self._parts, "brief" if index >= SHOWN_WHOLE else "show")
        self._tell.say({"type": "item", "index": index, "state": "succeeded", **shown})
        return item


def run_file(path: str, tell: Teller, play: Callable[..., Any] | None) -> Any:
    """As ``python FILE`` would."""
    from importlib.machinery import SourceFileLoader

    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=path, __builtins__=__builtins__, __cached__=None)
    loader = SourceFileLoader("__main__", path)
    main.__loader__ = loader
    sys.modules["__main__"] = main
    if play:
        tell.running()
        return play(path, main.__dict__)
    with open(path, "rb") as source:
        code = compile(source.read(), path, "exec", dont_inherit=True)
    tell.running()
    exec(code, main.__dict__)
    return None


def load(name: str, path: str, play: Callable[..., Any] | None) -> types.ModuleType:
    try:
        module = None if play else importlib.import_module(name)
    except ModuleNotFoundError as error:
        # A file whose name has a dot in it is found under no name.
        if error.name != name:
            raise
        module = None
    loaded = getattr(module, "__file__", None)
    if module and loaded and os.path.realpath(loaded) == os.path.realpath(path):
        return module
    # Or something else bears its name, such as a module the interpreter itself starts with.
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("%s cannot be loaded as a module" % path)
    module = module_from_spec(spec)
    if play:
        sys.modules[name] = module
        play(path, module.__dict__)
    else:
        spec.loader.exec_module(module)
    return module


def resolve(owner: Any, kind: str, qualname: str) -> Callable[..., Any]:
    parts = qualname.split(".")
    module = owner
    try:
        for part in parts[:-1]:
            owner = getattr(owner, part)
        found = getattr(owner, parts[-1])
    except AttributeError:
        message = "%s has no %s once the module is imported." % (module.__name__, qualname)
        next = "Define it at the module's top level, unconditionally."
        raise bad_arguments(message, code="no-such-function", next=next) from None
    if isinstance(owner, type) and kind == "function" and needs_instance(owner, parts[-1]):
        found = getattr(make_instance(owner, qualname), parts[-1])
    if not callable(found):
        message = "%s is of the type %s, and cannot be called." % (qualname, type(found).__name__)
        raise bad_arguments(message, code="no-such-function", next="Run a function that uses it.")
    return found  # type: ignore[no-any-return]


def needs_instance(owner: type, name: str) -> bool:
    for base in owner.__mro__:
        if name in base.__dict__:
            raw = base.__dict__[name]
            return not isinstance(raw, (staticmethod, classmethod, type)) and hasattr(raw, "__get__")
    return False


def make_instance(owner: type, qualname: str) -> Any:
    try:
        return owner()
    except TypeError as error:
        if not is_from_call(error):
            raise
        message = "%s needs an object, and %s cannot be made without arguments: %s." % (qualname, owner.__name__, error)
        next = "Run a function that makes the object itself, or give the arguments of %s defaults." % owner.__name__
        raise bad_arguments(message, error=error, next=next) from None


def bound(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    click: Any = sys.modules.get("click")
    if isinstance(function, getattr(click, "Command", ())):
        # Called itself, it would read a command line and leave the process.
        return run_command(click, function, args, kwargs)
    try:
        return function(*args, **kwargs)
    except TypeError as error:
        if not is_from_call(error):
            raise
        raise bad_arguments("The arguments do not fit: %s." % error, error=error) from None


def run_command(click: Any, command: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """The function of a click command, called with the arguments and, for the rest, with its options' defaults."""
    from inspect import signature

    try:
        given = signature(command.callback).bind_partial(*args, **kwargs).arguments
    except TypeError as error:
        raise bad_arguments("The arguments do not fit: %s." % error, error=error) from None
    return click.Context(command).invoke(command, **given)


def is_from_call(error: TypeError) -> bool:
    """Whether it was raised by the very call, no line of what was called having run."""
    trace = error.__traceback__
    return trace is not None and trace.tb_next is None


def is_coroutine(value: object) -> bool:
    try:
        return isinstance(value, Coroutine)
    except BaseException:
        return False


def run_async(coroutine: Any) -> Any:
    import asyncio

    return asyncio.run(coroutine)
