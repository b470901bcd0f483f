"""The shape of the code in numbers: `python -m benchmarks.shape`.

Modules, lines, the fullest folders, private functions used exactly once, modules with one importer, and
circles of imports. Every import counts, also one for types only or inside a function.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "hssib_desk"


def main() -> None:
    """Print the table."""
    texts = {dotted(path): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    trees = {name: ast.parse(text) for name, text in texts.items()}
    graph = {name: imports_of(name, tree, set(trees)) for name, tree in trees.items()}
    folders = Counter(path.parent.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*.py"))
    importers = Counter(target for targets in graph.values() for target in targets)
    functions, once = private_functions(texts)
    lines = sum(text.count("\n") for text in texts.values())
    print(f"modules {len(texts)}, lines {lines:,}")
    print("fullest folders", ", ".join(f"{name} {count}" for name, count in folders.most_common(4)))
    print(f"functions {functions:,}; private ones used exactly once {once:,} ({100 * once // functions}%)")
    print("modules with one importer", sum(count == 1 for count in importers.values()))
    print("circles of imports", len(circles(graph)))


def dotted(path: Path) -> str:
    """The name under which a module is imported."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def imports_of(name: str, tree: ast.Module, modules: set[str]) -> set[str]:
    """Every module of the package that one imports, wherever in the module it does so."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            wanted = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {full if full in modules else node.module for full in wanted}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return (found & modules) - {name}


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """The groups of modules that lead back to each other."""
    reached = {name: reachable(graph, name) for name in graph}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }
    return [set(group) for group in groups]


def reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    """Every module that is imported by a module or by what it imports."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def private_functions(texts: dict[str, str]) -> tuple[int, int]:
    """How many functions there are, and how many begin with one underscore and are named once elsewhere."""
    everyone = sum(len(re.findall(r"^ *(?:async )?def ", text, re.MULTILINE)) for text in texts.values())
    once = 0
    for text in texts.values():
        words, defined = Counter(re.findall(r"\w+", text)), Counter(re.findall(r"def (_[a-z]\w*)\(", text))
        once += sum(count for name, count in defined.items() if words[name] == 2 * count)
    return everyone, once


if __name__ == "__main__":
    main()
