"""What the typesetter leaves out of a tagged PDF: headers of rows, and who made it.

Typst 0.15 tags every cell below a table's first row as a data cell, and the function that would say otherwise waits for
a feature flag that its Python package cannot set. So the tags are put right afterwards: the first cell of each row
becomes a header of that row, and each other cell of the row names it, since a cell that lists its headers has no other.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf


def with_row_headers(document: bytes, producer: str) -> bytes:
    """The PDF with the first cell of every table row as that row's header, naming `producer` as its maker."""
    with pikepdf.open(BytesIO(document)) as pdf:
        tree = pdf.Root.StructTreeRoot
        named: dict[str, Any] = {}
        for number, table in enumerate(_tables(tree.K), start=1):
            for row_number, row in enumerate(_body_rows(table), start=1):
                name = f"row-{number}-{row_number}"
                named[name] = _mend(row, name)
        _add_names(tree, named)
        pdf.docinfo["/Producer"] = producer
        known = pdf.Root.Metadata.read_bytes()
        said = f"<pdf:Producer>{producer}</pdf:Producer><pdf:PDFVersion>".encode()
        pdf.Root.Metadata.write(known.replace(b"<pdf:PDFVersion>", said, 1))
        made = BytesIO()
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return made.getvalue()


def _tables(element: Any) -> Iterator[Any]:
    """Every table at or below a structure element."""
    for child in _children(element):
        if child.get("/S") == "/Table":
            yield child
        else:
            yield from _tables(child.get("/K"))


def _body_rows(table: Any) -> Iterator[Any]:
    for part in _children(table.K):
        if part.S == "/TBody":
            yield from _children(part.K)


def _children(kids: Any) -> Iterator[Any]:
    """The structure elements among an element's kids; the rest are pieces of a page."""
    several = kids if isinstance(kids, pikepdf.Array) else (kids,)
    for kid in several:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def _mend(row: Any, name: str) -> Any:
    """Make the first cell of the row its header, and have the others name it; gives that first cell."""
    first, *others = row.K
    first.S = pikepdf.Name.TH
    first.ID = pikepdf.String(name)
    _table_attributes(first).Scope = pikepdf.Name.Row
    for cell in others:
        _table_attributes(cell).Headers.append(pikepdf.String(name))
    return first


def _table_attributes(cell: Any) -> Any:
    return next(attributes for attributes in cell.A if attributes.O == "/Table")


def _add_names(tree: Any, named: dict[str, Any]) -> None:
    """Let the new headers be found by name: the list must be sorted."""
    if "/IDTree" not in tree:
        return
    old = list(tree.IDTree.Names)
    every = {bytes(name): cell for name, cell in zip(old[::2], old[1::2], strict=True)}
    every |= {name.encode(): cell for name, cell in named.items()}
    pairs = [(pikepdf.String(name), every[name]) for name in sorted(every)]
    tree.IDTree = pikepdf.Dictionary(Names=pikepdf.Array([part for pair in pairs for part in pair]))
