"""The nouns: documents, and the records read from them.

Everything here is a frozen dataclass without behaviour beyond a computed property. Three ideas carry the package:

* A ``Document`` is a stream of ``Line`` objects over one linear ``text``. A paragraph is a line of one cell, a table
  row a line of several; every reader (text, workbook, PDF) produces this shape, so nothing downstream knows the
  file format.
* A ``Text`` is a cleaned string that still knows where each of its characters stands in ``Document.text``.
* A record keeps its ``Place``: "records that know where they came from".

Offsets count Unicode code points in ``Document.text``, start inclusive, end exclusive. Rows and columns count from 1.
"""

from kg.model.citizens import Activity, Axis, Intervention, Pact, Product, Responsible, Stage
from kg.model.claims import Cause, Extraction, Mention, Mode, Norm, NormMention
from kg.model.parties import Institution, Official, Person, Unit
from kg.model.plans import Budget, Classifier, Competence, Goal, Objective, Plan, Progress, Result, YearTarget
from kg.model.report import Identity, Publication, Report, Signature
from kg.model.source import Document, Finding, Line, LineKind, Place, Problem, Severity, SourceRow, Span, Text
from kg.model.values import Amount, Figure, Moment, Period

__all__ = [
    "Activity",
    "Amount",
    "Axis",
    "Budget",
    "Cause",
    "Classifier",
    "Competence",
    "Document",
    "Extraction",
    "Figure",
    "Finding",
    "Goal",
    "Identity",
    "Institution",
    "Intervention",
    "Line",
    "LineKind",
    "Mention",
    "Mode",
    "Moment",
    "Norm",
    "NormMention",
    "Objective",
    "Official",
    "Pact",
    "Period",
    "Person",
    "Place",
    "Plan",
    "Problem",
    "Product",
    "Progress",
    "Publication",
    "Report",
    "Responsible",
    "Result",
    "Severity",
    "Signature",
    "SourceRow",
    "Span",
    "Stage",
    "Text",
    "Unit",
    "YearTarget",
]
