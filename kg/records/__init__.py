"""Records out of the rows that a family recognised: goals, units, plans, activities, pacts."""

from kg.records.reports import read_report

__all__ = ["read_report"]
