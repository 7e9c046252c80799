"""Lists that are broken, or made to break the program."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.exchange.platform_lists import write_xlsx

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)
_SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
)
_GOOD = [["Prénom", "Nom"], ["Anne", "Dupont"]]


def _sheet_replaced(path: Path, rows: str, doctype: str = "") -> Path:
    """A sound workbook whose sheet is another text."""
    write_xlsx(path.with_suffix(".tmp"), _GOOD)
    with (
        zipfile.ZipFile(path.with_suffix(".tmp")) as sound,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in sound.namelist():
            text = sound.read(part)
            if part == "xl/worksheets/sheet1.xml":
                text = _SHEET.format(doctype=doctype, rows=rows).encode()
            made.writestr(part, text)
    return path


def bomb(path: Path) -> Path:
    """About 400 KB that unfold to 400 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", _TYPES)
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write(b" " * 1_000_000)
    return path


def lying_bomb(path: Path) -> Path:
    """A bomb whose directory says it is small."""
    bomb(path)
    data = bytearray(path.read_bytes())
    size = (400_000_000).to_bytes(4, "little")
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def far_cell(path: Path) -> Path:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    return _sheet_replaced(path, rows)


def far_bare_cell(path: Path) -> Path:
    """Cells without an address of their own, in rows far apart."""
    cells = "<c><v>1</v></c>" * 250
    return _sheet_replaced(path, f'<row r="1">{cells}</row><row r="1048576">{cells}</row>')


_FAR = "<c {}t='inlineStr'><is><t>Nom</t></is></c>"


def far_single_quotes(path: Path) -> Path:
    """The reader understands every way XML has of writing a place; once this ended the program."""
    near, far = _FAR.format("r='A1' "), _FAR.format("r='XFD1048576' ")
    return _sheet_replaced(path, f"<row r='1'>{near}</row><row r='1048576'>{far}</row>")


def far_spaced(path: Path) -> Path:
    far = _FAR.format('r = "XFD200000" ')
    return _sheet_replaced(path, f'<row r = "200000">{far}</row>')


def far_behind_a_sign(path: Path) -> Path:
    far = _FAR.format('s=">" r="XFD200000" ')
    return _sheet_replaced(path, f'<row r="1">{far}</row>')


def far_small_letters(path: Path) -> Path:
    return _sheet_replaced(path, "<row>" + _FAR.format('r="xfd200000" ') + "</row>")


def echoes(path: Path) -> Path:
    """One long text that forty thousand cells share: a gigabyte, once each has its copy."""
    cells = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>1</v></c></row>' for r in range(2, 40_000))
    _sheet_replaced(path, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + cells)
    texts = (
        '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<si><t>Nom</t></si><si><t>{'x' * 30_000}</t></si></sst>"
    )
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", texts)
    return path


def hidden_sheet(path: Path) -> Path:
    """A workbook whose sheet stands in a part that looks like a picture."""
    write_xlsx(path.with_suffix(".tmp"), _GOOD)
    with (
        zipfile.ZipFile(path.with_suffix(".tmp")) as sound,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for part in sound.namelist():
            text = sound.read(part).replace(b"worksheets/sheet1.xml", b"media/image1.png")
            made.writestr(part.replace("worksheets/sheet1.xml", "media/image1.png"), text)
    return path


def many_cells(path: Path) -> Path:
    row = "".join(f"<c><v>{n}</v></c>" for n in range(200))
    return _sheet_replaced(path, f"<row>{row}</row>" * 5_001)


def ods_repeated_beyond(path: Path) -> Path:
    """A repetition that overflows what the program counted with."""
    cell = '<table:table-cell table:number-columns-repeated="+100000000"/>'
    return repeated_ods(path, f"<table:table-row>{cell}{ods_cell('x')}</table:table-row>")


def document_type(path: Path) -> Path:
    doctype = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
    return _sheet_replaced(path, rows, doctype)


def truncated(path: Path) -> Path:
    whole = write_xlsx(path, _GOOD).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def renamed_csv(path: Path) -> Path:
    """Not hostile at all: a CSV that somebody called .xlsx, read by its content."""
    path.write_text("Prénom;Nom\nAnne;Dupont\n", encoding="utf-8")
    return path


def password(path: Path) -> Path:
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024) + name + bytes(4096))
    return path


def old_workbook(path: Path) -> Path:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(8192))
    return path


def archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("list.csv", "Prénom;Nom\nA;B\n")
    return path


def repeated_ods(path: Path, cells: str) -> Path:
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="L">{cells}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr("META-INF/manifest.xml", manifest)
    return path


def ods_cell(text: str, columns: int = 1) -> str:
    return (
        f'<table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
    )


def ods_far(path: Path) -> Path:
    far = f'<table:table-row table:number-rows-repeated="1000000">{ods_cell("x", 200)}</table:table-row>'
    return repeated_ods(path, far)


def ods_wide(path: Path) -> Path:
    return repeated_ods(path, f"<table:table-row>{ods_cell('x', 16000)}</table:table-row>")


def broken_quotes(path: Path) -> Path:
    path.write_text('Prénom;Nom\nA;B\nC;"D\nE;F\n', encoding="utf-8")
    return path


def huge_field(path: Path) -> Path:
    path.write_text("Prénom;Nom\nA;" + "x" * 200_001, encoding="utf-8")
    return path


def many_columns(path: Path) -> Path:
    path.write_text("Prénom;Nom" + ";" * 300 + "\nA;B\n", encoding="utf-8")
    return path


def no_rows(path: Path) -> Path:
    path.write_text("Prénom;Nom\n", encoding="utf-8")
    return path


def nothing(path: Path) -> Path:
    path.write_bytes(b"")
    return path


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "bomb.xlsx": (bomb, "swollen"),
    "lying.xlsx": (lying_bomb, "damaged_spreadsheet"),
    "far.xlsx": (far_cell, "far_cell"),
    "bare.xlsx": (far_bare_cell, "far_cell"),
    "quotes.xlsx": (far_single_quotes, "far_cell"),
    "spaced.xlsx": (far_spaced, "far_cell"),
    "sign.xlsx": (far_behind_a_sign, "far_cell"),
    "small.xlsx": (far_small_letters, "far_cell"),
    "echoes.xlsx": (echoes, "swollen"),
    "hidden.xlsx": (hidden_sheet, "damaged_spreadsheet"),
    "cells.xlsx": (many_cells, "too_many_cells"),
    "repeated.ods": (ods_repeated_beyond, "far_cell"),
    "dtd.xlsx": (document_type, "document_type"),
    "truncated.xlsx": (truncated, "damaged_spreadsheet"),
    "password.xlsx": (password, "password_workbook"),
    "old.xls": (old_workbook, "old_workbook"),
    "archive.zip": (archive, "not_a_spreadsheet"),
    "far.ods": (ods_far, "far_cell"),
    "wide.ods": (ods_wide, "far_cell"),
    "quotes.csv": (broken_quotes, "open_quote"),
    "huge.csv": (huge_field, "huge_cell"),
    "columns.csv": (many_columns, "too_many_columns"),
    "titles.csv": (no_rows, "header_only"),
    "empty.csv": (nothing, "empty"),
}
"""File name to what makes it and the code of its refusal."""
