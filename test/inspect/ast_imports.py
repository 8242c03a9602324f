"""Print, as one JSON line per file named on standard input, the imports that `ast` finds in it."""
import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test.id if isinstance(test, ast.Name) else ""
    return name == "TYPE_CHECKING"


def collect(node: ast.AST, found: list) -> None:
    if isinstance(node, ast.Import):
        found.extend([node.lineno, 0, alias.name, None] for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        found.append([node.lineno, node.level, node.module or "", [alias.name for alias in node.names]])
    elif isinstance(node, ast.If) and type_checking(node.test):
        for child in node.orelse:
            collect(child, found)
    elif isinstance(node, ast.If) and isinstance(node.test, ast.UnaryOp) and type_checking(node.test.operand):
        for child in node.body:
            collect(child, found)
    else:
        for child in ast.iter_child_nodes(node):
            collect(child, found)


for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        with open(path, "rb") as source:
            text = source.read()
        text.decode("utf-8")
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        print(json.dumps({"path": path, "imports": None}))
        continue
    imports: list = []
    collect(tree, imports)
    print(json.dumps({"path": path, "imports": sorted(imports, key=repr)}))
