"""严格YAML (strict YAML): one reader for headers, settings, policy and registers.

Text in, values as text out, every deviation a finding with its place; nothing is guessed.
"""

from sanshen.strictyaml.encoding import decode_text
from sanshen.strictyaml.parsed import KeyPath, ParsedYaml, Place
from sanshen.strictyaml.parsing import parse_yaml, parse_yaml_bytes
from sanshen.strictyaml.validation import StrictModel, validate

__all__ = [
    "KeyPath",
    "ParsedYaml",
    "Place",
    "StrictModel",
    "decode_text",
    "parse_yaml",
    "parse_yaml_bytes",
    "validate",
]
