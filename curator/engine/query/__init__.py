"""The filter language: the same words in the filter bar, in --where and in the Python API."""

from curator.engine.query.evaluate import Rows, check_words, matching_rows
from curator.engine.query.parse import QueryError, parse_query

__all__ = ["QueryError", "Rows", "check_words", "matching_rows", "parse_query"]
