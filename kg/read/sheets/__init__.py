"""What calamine does not tell of a workbook: number formats, merged cells of ODS, how far the used cells reach."""
