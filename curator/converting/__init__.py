"""From any readable shape or table to lines the service reads, with an account of what was lost."""

from curator.converting.account import Account, Refused
from curator.converting.convert import ConvertOptions, convert_dataset, convert_file
from curator.converting.unpacked import readable_kind

__all__ = ["Account", "ConvertOptions", "Refused", "convert_dataset", "convert_file", "readable_kind"]
