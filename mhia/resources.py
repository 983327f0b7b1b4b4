"""Where the shipped folders are: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def rulebook_folder() -> Path:
    """The shipped rulebook, which is package data either way."""
    return _PACKAGE / "rulebook"


def templates_folder() -> Path:
    """The shipped report templates and blank proposals."""
    return _shipped("templates")


def examples_folder() -> Path:
    """The shipped example proposals."""
    return _shipped("examples")


def _shipped(name: str) -> Path:
    inside = _PACKAGE / f"_{name}"
    return inside if inside.is_dir() else _PACKAGE.parent / name
