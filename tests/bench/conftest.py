"""The tests import the programs of this folder, which stand in no package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
