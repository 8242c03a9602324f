"""Prints, as JSON, every text in the code for hosts that may be words for people: what a message is made of."""

import ast
import json
import os
import re
import sys

WORDS = re.compile(r"[^\W\d_]{2}\S* \S|%[sdr] [^\W\d_]{2}|^[A-Z][^\W\d_]+\.$")
# A failure that is written as JSON.
WITHIN = re.compile(r'"message": "([^"]*)"')


def texts(tree):
    idle = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in idle:
            within = WITHIN.search(node.value)
            text = within.group(1) if within else node.value
            if WORDS.search(text):
                yield text


found = []
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith(".py"):
            path = os.path.join(folder, name)
            with open(path, encoding="utf-8") as file:
                tree = ast.parse(file.read())
            found += [{"file": os.path.relpath(path, sys.argv[1]), "text": text} for text in texts(tree)]
print(json.dumps(found))
