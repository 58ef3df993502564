"""Job: the values of a workbook through bare calamine: no number formats, no places, no checks."""

from __future__ import annotations

import json
import sys

from python_calamine import CalamineWorkbook

if __name__ == "__main__":
    book = CalamineWorkbook.from_path(sys.argv[1])
    print(json.dumps({"rows": sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)}))
