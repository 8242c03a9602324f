"""Compares what travels with the source: the same code on the same lines, docstrings and what only type checkers read
aside.
"""

import ast
import gzip
import json
import os


def statements(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [plain(statement) for statement in body if not is_idle(statement)]
        for hint in ("annotation", "returns"):
            if hasattr(node, hint):
                setattr(node, hint, None)
    return [(ast.dump(node), getattr(node, "lineno", 0)) for node in ast.walk(tree)]


def plain(statement):
    if not isinstance(statement, ast.AnnAssign) or statement.value is None:
        return statement
    return ast.copy_location(ast.Assign([statement.target], statement.value), statement)


def is_string(statement):
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def is_idle(statement):
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    if isinstance(statement, ast.If):
        return ast.dump(statement.test) == ast.dump(ast.Name("TYPE_CHECKING", ast.Load()))
    assigned = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return is_string(statement) or (isinstance(assigned, ast.Name) and assigned.id == "TYPE_CHECKING")


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    count = 0
    for part in ("runtime", "display"):
        with gzip.open(os.path.join(root, "dist/assets/%s.gz" % part)) as packed:
            for name, size in json.loads(packed.readline()):
                with open(os.path.join(root, "python", name), encoding="utf-8") as source:
                    assert statements(packed.read(size)) == statements(source.read()), name
                count += 1
    print("%d modules alike" % count)


main()
