"""Compares what travels with the source: the same statements on the same lines, docstrings and what only type
checkers read aside.
"""

import ast
import os
import tarfile


def statements(text):
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [statement for statement in body if not is_idle(statement)]
    return ast.dump(tree, include_attributes=True)


def is_string(statement):
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def is_idle(statement):
    if isinstance(statement, ast.If):
        return ast.dump(statement.test) == ast.dump(ast.Name("TYPE_CHECKING", ast.Load()))
    assigned = statement.targets[0] if isinstance(statement, ast.Assign) else None
    return is_string(statement) or (isinstance(assigned, ast.Name) and assigned.id == "TYPE_CHECKING")


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with tarfile.open(os.path.join(root, "dist/assets/runtime.tgz")) as archive:
        members = archive.getmembers()
        for member in members:
            with open(os.path.join(root, "python", member.name), encoding="utf-8") as source:
                assert statements(archive.extractfile(member).read()) == statements(source.read()), member.name
    print("%d modules alike" % len(members))


main()
