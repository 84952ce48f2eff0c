"""导入 (import): items of another system brought in through a documented mapping.

``plan_import`` decides, ``write_plan`` writes, ``import_markdown`` does both and reports.
"""

from sanshen.importer.mapping import Mapping, MappingError, load_mapping, parse_mapping
from sanshen.importer.plan import plan_import
from sanshen.importer.report import ImportReport, render_report, report_json
from sanshen.importer.results import ImportPlan, PlannedItem, Refusal
from sanshen.importer.run import import_markdown, read_addresses, write_plan
from sanshen.importer.target import ImportRefusedError, Target, load_target

__all__ = [
    "ImportPlan",
    "ImportRefusedError",
    "ImportReport",
    "Mapping",
    "MappingError",
    "PlannedItem",
    "Refusal",
    "Target",
    "import_markdown",
    "load_mapping",
    "load_target",
    "parse_mapping",
    "plan_import",
    "read_addresses",
    "render_report",
    "report_json",
    "write_plan",
]
