"""py.typed and the stubs: they name what package and compiled module have, with the same signatures."""

import ast
import inspect
import re
from pathlib import Path

import puncta
from puncta import _core

PACKAGE = Path(puncta.__file__).parent


def stub(name):
    return ast.parse((PACKAGE / name).read_text(encoding="utf-8"))


def functions(body):
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def of_stub(function):
    """[(name, kind, default as text or None)] of a function in a stub, without self."""
    arguments = function.args
    plain = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(plain) - len(arguments.defaults)) + [ast.unparse(d) for d in arguments.defaults]
    told = [(a.arg, "plain", d) for a, d in zip(plain, defaults, strict=True) if a.arg != "self"]
    if arguments.vararg:
        told.append((arguments.vararg.arg, "rest", None))
    for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        told.append((a.arg, "keyword", None if d is None else ast.unparse(d)))
    if arguments.kwarg:
        told.append((arguments.kwarg.arg, "keywords", None))
    return told


def of_module(function):
    """The same of a compiled function, whose first line of documentation is its signature."""
    signature = (function.__doc__ or "").split("\n")[0]
    # Types in brackets hold commas: List[float[3]]; they are no Python that ast could read.
    plain = re.sub(r"numpy\.ndarray\[[^]]*\]|os\.PathLike|puncta\._core\.\w+", "object", signature)
    while re.search(r"\[[^][=]*\](?=[],) =\[])", plain.replace("= []", "= ()")):
        plain = re.sub(r"\[[^][=]*\](?=[],) =\[])", "", plain.replace("= []", "= ()"))
    node = ast.parse(f"def {plain}: ...").body[0]
    return [(name, kind, "[]" if default == "()" else default) for name, kind, default in of_stub(node)]


def test_module_and_stub_have_the_same_names():
    names = {name for name in vars(_core) if not name.startswith("_")} | {"__version__"}
    told = stub("_core.pyi").body
    found = {node.name for node in told if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found |= {node.target.id for node in told if isinstance(node, ast.AnnAssign)}
    assert found == names


def test_functions_have_the_signatures_of_the_stub():
    told = functions(stub("_core.pyi").body)
    assert len(told) > 20
    for name, function in told.items():
        assert of_module(getattr(_core, name)) == of_stub(function), name
    # The comparison would notice: a default, a name and a kind.
    assert of_stub(told["needles"]) == [("scenario_text", "plain", None), ("replicate", "keyword", "0")]


def test_classes_have_the_members_of_the_stub():
    for node in stub("_core.pyi").body:
        if not isinstance(node, ast.ClassDef):
            continue
        kind, told = getattr(_core, node.name), functions(node.body)
        assert {name for name in vars(kind) if not name.startswith("_")} | {"__init__"} == set(told)
        for name, function in told.items():
            member = getattr(kind, name)
            is_property = any(ast.unparse(d) == "property" for d in function.decorator_list)
            assert isinstance(member, property) == is_property
            if not is_property:
                assert of_module(member) == of_stub(function), (node.name, name)


def test_package_and_stub_agree():
    assert (PACKAGE / "py.typed").exists()
    body = stub("__init__.pyi").body
    imported = {
        alias.asname or alias.name
        for node in body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    told = functions(body)
    assert set(puncta.__all__) - {"__version__"} <= imported | set(told)
    for name in told:
        parameters = inspect.signature(getattr(puncta, name)).parameters.values()
        mine = [(p.name, p.kind is p.KEYWORD_ONLY, p.default is p.empty) for p in parameters]
        theirs = [(n, kind == "keyword", default is None) for n, kind, default in of_stub(told[name])]
        assert mine == theirs, name


def test_everything_compiled_is_documented_with_units():
    for name, member in vars(_core).items():
        if name.startswith("_") or not callable(member):
            continue
        text = "\n".join(
            (member.__doc__ or "").split("\n")[1:] if not isinstance(member, type) else [member.__doc__]
        )
        assert len(text.strip()) > 20, f"{name} has no documentation"
    for name in ("Skin", "entry_angle", "needle_law", "nominal_density", "slit_opening", "tip_path"):
        assert re.search(r"\[(m|Pa|N|rad|1/m²|J/m²)\]", getattr(_core, name).__doc__), name
